//! Configuration as data, parsed from a TOML string. Knows no files.

/// What the user can set. `Config::default()` is what a user without a configuration gets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// Levels by rule name, for the rules that are not at their default.
    pub levels: std::collections::BTreeMap<String, LevelSetting>,
}

/// A rule's level as configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelSetting {
    Off,
    Info,
    Warning,
    Error,
}
