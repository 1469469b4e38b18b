//! `mojibake`: text that was read in a wrong encoding.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::residues;
use crate::syntax::Residue;
use crate::syntax::ResidueKind;

pub(crate) static RULE: Rule = Rule {
    name: "mojibake",
    code: 501,
    level: Level::Warning,
    summary: "text was read in a wrong encoding, or lost by that",
    docs: r#"
`It’s` became `Itâ€™s`, `café` became `cafÃ©`: somewhere on its way the page was read in another
encoding than it was written in. Such letters are right in some languages, so only those are
reported that turn back into text and that no language writes there. One finding stands for all of a
paragraph, and its fix turns all of them back. `�` stands for characters that are lost; only the
original knows which.

```body bad
Itâ€™s the strike, said the pilots in the cafÃ©.
```

```body fixed
It’s the strike, said the pilots in the café.
```

```body bad
The harbour is 5Â km away.
```

```body bad
The pilots of Malm� voted.
```

```body good
A MANHÃ: «la vérité », “SPAß”, 20 Å², AMANHÃ…
```

```body good
The name arrived as `MÃ¼ller`.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    for group in residues::by_paragraph(document, |kind| kind == ResidueKind::Mojibake) {
        let Some(first) = group.first() else { continue };
        let mut finding = Finding::new(first.range, message(document, first));
        finding.help = residues::others(&group);
        finding.fixes.extend(residues::fix("Turn it back into text", &group));
        out.push(finding);
    }
}

fn message(document: &Document, residue: &Residue) -> String {
    let source = document.text().slice(residue.range);
    let shown = residues::visible(&source);
    if source.starts_with('\u{fffd}') {
        return format!("`{shown}` stands for text that was lost");
    }
    match residue.insert.as_deref() {
        Some("" | "\u{a0}") => format!(
            "`{}` is half of a space, read in a wrong encoding",
            source.trim_end_matches(['\u{a0}', ' '])
        ),
        Some(text) => {
            format!("`{shown}` is `{}`, read in a wrong encoding", residues::visible(text))
        }
        None => format!("`{shown}` is text that was read in a wrong encoding"),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn one_finding_stands_for_a_paragraph() {
        check(
            &RULE,
            "
Itâ€™s a *cafÃ©* for [Ã–sterreich](https://x.example/Ã¶).
  ^^^ `â€™` is `’`, read in a wrong encoding

## Ã‰tÃ©
   ^^ `Ã‰` is `É`, read in a wrong encoding

| a | sÃ£o |
       ^^ `Ã£` is `ã`, read in a wrong encoding
|---|---|
| FranÃ§ois | b |
      ^^ `Ã§` is `ç`, read in a wrong encoding
",
        );
    }

    #[test]
    fn headers_of_their_own_are_read_too() {
        check(
            &RULE,
            "
---
title: Itâ€™s open
         ^^^ `â€™` is `’`, read in a wrong encoding
author: François
---

Text.
",
        );
    }

    #[test]
    fn code_is_left_alone() {
        check(
            &RULE,
            "
`Ã©`, <code>Ã©</code> and <https://x.example/Ã©>

    Ã©

```
Ã©
```
",
        );
    }

    #[test]
    fn the_fix_mends_a_whole_paragraph() {
        check_fix(
            &RULE,
            "â€œFineâ€\u{9d},\nsaid FranÃ§ois.\n\nItâ€™s\n",
            "“Fine”,\nsaid François.\n\nItâ€™s\n",
        );
        check_fix(&RULE, "It\u{92}s here.\n", "It’s here.\n");
        check_fix(&RULE, "A sentence.Â  Another.\n", "A sentence.  Another.\n");
    }
}
