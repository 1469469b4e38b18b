//! `missing-image`: an image whose file is not there.

use crate::facts::OutgoingLink;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::missing_file::report;

pub(crate) static RULE: Rule = Rule {
    name: "missing-image",
    code: 312,
    level: Level::Error,
    summary: "an image's file does not exist",
    docs: r#"
As `missing-file`, for images: the picture was not captured, or its file was moved or renamed.

```body bad
![Pilots at the gate](strike.jpg)
```

```body bad
![Pilots at the gate](img/stirke.jpg)
//- /seeds/img/strike.jpg
```

```body fixed
![Pilots at the gate](img/strike.jpg)
```
"#,
    check: Check::Workspace(check),
};

fn check(snapshot: &Snapshot, file: FileId, out: &mut Vec<Finding>) {
    report(snapshot, file, OutgoingLink::is_image, out);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    #[test]
    fn embedded_files_are_images_and_embedded_pages_are_not() {
        check(
            &RULE,
            "
![[gate.png]] [[gate.png]] ![[pilots]] ![[Mr. Roe]] ![[there.png|100]]
   ^^^^^^^^ no file and no seed is called `gate.png`
//- /img/there.png
//- /seedls.toml
wiki-links = true
",
        );
    }

    #[test]
    fn only_images_are_reported() {
        check(
            &RULE,
            "
//- /seeds/a.seed
![a](b.png) [a](b.png) [![a](c.png)](c.png) ![a](https://news.example/b.png)
     ^^^^^ `b.png` does not exist
                             ^^^^^ `c.png` does not exist
//- /seeds/d.seed
",
        );
    }
}
