//! The editor's protocol: transport, routes, conversions. The only code that names its types.
