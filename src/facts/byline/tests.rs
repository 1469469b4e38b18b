//! How names are read.

use super::names;
use super::split;
use crate::facts::passage::Passage;
use crate::syntax::FieldName;
use crate::syntax::Labels;

#[test]
fn added_labels_lead_to_names() {
    let labels = Labels::new([(FieldName::Author, "Teksti ja kuvat")].into_iter());
    let names = |line| split(Passage::new(line, 0), &labels).map(|(_, names)| names.text);
    assert_eq!(names("Teksti ja kuvat Aino Virta"), Some("Aino Virta"));
    assert_eq!(names("TEKSTI JA KUVAT: Aino Virta"), Some("Aino Virta"));
    assert_eq!(names("Teksti ja kuvat ovat uusia tällä sivulla"), None);
}

#[track_caller]
fn check(line: &str, expected: &[&str]) {
    let actual: Vec<String> =
        split(Passage::new(line, 0), &Labels::default()).map_or(Vec::new(), |(label, rest)| {
            names(rest, Some(label.range()))
                .into_iter()
                .map(|it| {
                    let link = it.link.map_or(String::new(), |link| format!(" <{link}>"));
                    let organisation =
                        it.organisation.map_or(String::new(), |it| format!(" ({it})"));
                    format!("{}{link}{organisation}", it.name)
                })
                .collect()
        });
    assert_eq!(actual, expected, "{line}");
}

#[test]
fn names_of_accounts() {
    check("Authors: @ahale and @icoll_", &["@ahale", "@icoll_"]);
    check("By Ada Hale, @ahale", &["Ada Hale"]);
    check("By Ada Hale and @icoll", &["Ada Hale", "@icoll"]);
}

#[test]
fn one_name() {
    check("By [Reuters](#)", &["Reuters <#>"]);
    check("By A. Writer", &["A. Writer"]);
    check("BY ALLY MUTNICK", &["ALLY MUTNICK"]);
    check("*By Franziska Dully*", &["Franziska Dully"]);
    check("Written by Rob Ewaschuk", &["Rob Ewaschuk"]);
    check("Author: Meike Neitz", &["Meike Neitz"]);
    check("by Kay", &["Kay"]);
    check("By John Doe Jr.", &["John Doe Jr."]);
    check("[By A. Writer](#)", &["A. Writer <#>"]);
}

#[test]
fn several_names() {
    check("By Stella Kim and Jennifer Jett", &["Stella Kim", "Jennifer Jett"]);
    check("By [A](u), B & C", &["A <u>", "B", "C"]);
    check("By [Sarah Hinger and Sylvia Torres](#)", &["Sarah Hinger <#>", "Sylvia Torres <#>"]);
    check("By A Aa; B Bb", &["A Aa", "B Bb"]);
    check("By A. Writer and B. Reader", &["A. Writer", "B. Reader"]);
    check(
        "By [A. Writer](u) and B. Reader | Agency",
        &["A. Writer <u> (Agency)", "B. Reader (Agency)"],
    );
    check("By Grant Tinsley, PhD", &["Grant Tinsley, PhD"]);
}

#[test]
fn organisations() {
    check(
        "By Jeremy Herb, Lauren del Valle and Kara Scannell, CNN",
        &["Jeremy Herb (CNN)", "Lauren del Valle (CNN)", "Kara Scannell (CNN)"],
    );
    check("by Bob Yirka , Phys.org", &["Bob Yirka (Phys.org)"]);
    check(
        "By Michael Humpa | CHIP Software-Redaktion",
        &["Michael Humpa (CHIP Software-Redaktion)"],
    );
    check("By Lucy Berry | lberry@al.example", &["Lucy Berry"]);
    check("By [Jane Doe](u) of Example Agency", &["Jane Doe <u> (Example Agency)"]);
    check("By [2Go | Satire](#)", &["2Go | Satire <#>"]);
}

#[test]
fn an_institution_or_a_sentence_is_no_list() {
    check(
        "By Department of Health and Human Services",
        &["Department of Health and Human Services"],
    );
    check(
        "Von Bundesministerium für Bildung und Forschung - BMBF",
        &["Bundesministerium für Bildung und Forschung - BMBF"],
    );
    check("By [Ministry of Culture and Sports](#)", &["Ministry of Culture and Sports <#>"]);
    check(
        "By The Committee That Looked Into The Bell Under The Ice, which rang",
        &["The Committee That Looked Into The Bell Under The Ice, which rang"],
    );
}

#[test]
fn other_languages() {
    check("Von Anna Müller und Jörg Maier", &["Anna Müller", "Jörg Maier"]);
    check("Por María José y Pedro Gil", &["María José", "Pedro Gil"]);
    check("Par Stefan Häne", &["Stefan Häne"]);
    check("作者：王小明", &["王小明"]);
    check("作者: 王小明、李四", &["王小明", "李四"]);
    check("**港口日报记者 王小明**", &["王小明"]);
    check("本报記者　王小明、李四", &["王小明", "李四"]);
}

#[test]
fn other_roles_are_no_authors() {
    check("Von: A. Meier Übersetzt von: B. Huber", &["A. Meier"]);
    check("Text: Anna Müller, Fotos: Jörg Maier", &["Anna Müller"]);
    check("Reporting by Jane Doe; Editing by John Roe", &["Jane Doe"]);
    check("By Jane Doe | Photographs by John Roe", &["Jane Doe"]);
    check("Compiled by Jane Doe", &["Jane Doe"]);
}

#[test]
fn places_and_handles_are_no_names() {
    check("Von Anna Müller, Berlin", &["Anna Müller (Berlin)"]);
    check("By Jon Porter@JonPorty", &["Jon Porter"]);
    check("By Jane Doe for Example News", &["Jane Doe (Example News)"]);
    check("By Kim, Lee", &["Kim", "Lee"]);
    check("文／王小明", &["王小明"]);
    check("取材・文：山田太郎", &["山田太郎"]);
    check("От Иван Петров", &["Иван Петров"]);
}

#[test]
fn malformed_links_lose_no_name() {
    check("By [Jane Doe(https://news.example)", &["Jane Doe <https://news.example>"]);
    check("By [Jane Doe](https://news.example", &["Jane Doe <https://news.example>"]);
    check("By Jane Doe](https://news.example)", &["Jane Doe <https://news.example>"]);
}

#[test]
fn prose_is_no_byline() {
    check("By the time he arrived, the ship had sailed.", &[]);
    check("By all means go and see it while you still can in this town", &[]);
    check("By default, docs.rs builds [all crates][all] for [every target][t].", &[]);
    check("Bypass Surgery", &[]);
    check("Von wegen!", &[]);
    check("港口日报记者 周二晚上来到了码头并采访了引航员", &[]);
    check("记者说，引航员罢工了", &[]);
}
