//! `invalid-config`: a configuration file that says what cannot be meant. Told by whoever reads such
//! files, for no seed shows it.

use crate::rules::Check;
use crate::rules::Level;
use crate::rules::Rule;

pub(crate) static RULE: Rule = Rule {
    name: "invalid-config",
    code: 903,
    level: Level::Error,
    summary: "a configuration file is wrong",
    docs: r#"
A key that there is not, a value of another kind, a rule or field that does not exist, a pattern that is none, a file to extend that is not there: each is told at its place, with what was probably meant. The command line checks nothing then, since it would check something else than was asked for. An editor shows it in the file and goes on with the rest of the file. No configuration turns this off.

```config bad
requierd = ["title"]

[rules]
missing-author = "of"
```

```config good
required = ["title"]

[rules]
missing-author = "off"
```
"#,
    check: Check::Elsewhere,
};
