//! The output formats for programs.

#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::fs;

use expect_test::Expect;
use expect_test::expect;
use serde_json::Value;

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;

/// A clean seed, one with findings of which one lies behind a wide character, in a folder whose
/// name needs escapes, and a file that is not there.
fn folder() -> Folder {
    let broken = BROKEN.replace("They read", "😀 [They](#) \"read\" & <i>saw</i>");
    Folder::new(&[("a.seed", CLEAN), ("b, 50%/é.seed", &broken)])
}

#[track_caller]
fn check(format: &str, expected: Expect) {
    let answer = folder().run(&["check", "a.seed", "b, 50%", "none.seed", "--format", format]);
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    expected.assert_eq(&answer.out);
}

fn sarif(folder: &Folder, paths: &[&str]) -> Value {
    let answer = folder.run(&[&["check", "--format", "sarif"], paths].concat());
    serde_json::from_str(&answer.out).expect("JSON")
}

#[test]
fn github_marks_lines() {
    check(
        "github",
        expect![[r#"
        ::warning file=b%2C 50%25/é.seed,line=7,col=10,endColumn=10,title=seedls%3A placeholder-link::`#` is a placeholder, not a destination%0Awrite the address that the link had in the original
        ::error file=b%2C 50%25/é.seed,line=7,col=45,endColumn=45,title=seedls%3A unclosed-link-destination::`(` opened here is never closed
    "#]],
    );
}

#[test]
fn gitlab_has_unique_fingerprints() {
    check(
        "gitlab",
        expect![[r#"
            [
              {
                "description": "`#` is a placeholder, not a destination",
                "check_name": "placeholder-link",
                "fingerprint": "bef252aee36c63b0452576fa4e4a32d5",
                "severity": "minor",
                "location": {
                  "path": "b, 50%/é.seed",
                  "positions": {
                    "begin": {
                      "line": 7,
                      "column": 10
                    },
                    "end": {
                      "line": 7,
                      "column": 11
                    }
                  }
                }
              },
              {
                "description": "`(` opened here is never closed",
                "check_name": "unclosed-link-destination",
                "fingerprint": "d5e20dc6f24f95baa1f34112b8b4ad02",
                "severity": "major",
                "location": {
                  "path": "b, 50%/é.seed",
                  "positions": {
                    "begin": {
                      "line": 7,
                      "column": 45
                    },
                    "end": {
                      "line": 7,
                      "column": 46
                    }
                  }
                }
              }
            ]
        "#]],
    );
}

#[test]
fn junit_counts_files_findings_and_errors() {
    check(
        "junit",
        expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="seedls" tests="4" failures="2" errors="1">
          <testsuite name="a.seed" tests="1" failures="0" errors="0">
            <testcase name="no findings" classname="a.seed"/>
          </testsuite>
          <testsuite name="b, 50%/é.seed" tests="2" failures="2" errors="0">
            <testcase name="placeholder-link 7:10" classname="b, 50%/é.seed">
              <failure message="`#` is a placeholder, not a destination" type="warning">b, 50%/é.seed:7:10: `#` is a placeholder, not a destination</failure>
            </testcase>
            <testcase name="unclosed-link-destination 7:45" classname="b, 50%/é.seed">
              <failure message="`(` opened here is never closed" type="error">b, 50%/é.seed:7:45: `(` opened here is never closed</failure>
            </testcase>
          </testsuite>
          <testsuite name="none.seed" tests="1" failures="0" errors="1">
            <testcase name="readable" classname="none.seed">
              <error message="no such file or folder"/>
            </testcase>
          </testsuite>
        </testsuites>
    "#]],
    );
}

#[test]
fn checkstyle_lists_files_with_findings() {
    check(
        "checkstyle",
        expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <checkstyle version="4.3">
          <file name="b, 50%/é.seed">
            <error line="7" column="10" severity="warning" message="`#` is a placeholder, not a destination" source="seedls.placeholder-link"/>
            <error line="7" column="45" severity="error" message="`(` opened here is never closed" source="seedls.unclosed-link-destination"/>
          </file>
        </checkstyle>
    "#]],
    );
}

#[test]
fn a_clean_run_is_an_empty_valid_document() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    let out = |format| folder.run(&["check", "--format", format]).out;
    expect![].assert_eq(&out("github"));
    expect![[r#"
        []
    "#]]
    .assert_eq(&out("gitlab"));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="seedls" tests="1" failures="0" errors="0">
          <testsuite name="a.seed" tests="1" failures="0" errors="0">
            <testcase name="no findings" classname="a.seed"/>
          </testsuite>
        </testsuites>
    "#]]
    .assert_eq(&out("junit"));
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <checkstyle version="4.3">
        </checkstyle>
    "#]]
    .assert_eq(&out("checkstyle"));
    let log = sarif(&folder, &[]);
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn sarif_tells_places_in_both_units_and_fixes() {
    let log = sarif(&folder(), &["a.seed", "b, 50%", "none.seed"]);
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    let results = run["results"].as_array().expect("a list");
    assert_eq!(results.len(), 2);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("a number");
        let index = usize::try_from(index).expect("a small number");
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    expect![[r#"
        {
          "fixes": [
            {
              "artifactChanges": [
                {
                  "artifactLocation": {
                    "uri": "b,%2050%25/%C3%A9.seed"
                  },
                  "replacements": [
                    {
                      "deletedRegion": {
                        "byteLength": 0,
                        "byteOffset": 135,
                        "endColumn": 74,
                        "endLine": 7,
                        "startColumn": 74,
                        "startLine": 7
                      },
                      "insertedContent": {
                        "text": ")"
                      }
                    }
                  ]
                }
              ],
              "description": {
                "text": "Close the destination"
              }
            }
          ],
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "b,%2050%25/%C3%A9.seed"
                },
                "region": {
                  "byteLength": 1,
                  "byteOffset": 107,
                  "endColumn": 47,
                  "endLine": 7,
                  "startColumn": 46,
                  "startLine": 7
                }
              }
            }
          ],
          "message": {
            "text": "`(` opened here is never closed"
          },
          "partialFingerprints": {
            "seedls/v1": "9d6b5105213352bd51b6b08eeb05904d"
          },
          "relatedLocations": [
            {
              "message": {
                "text": "the destination may end here"
              },
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "b,%2050%25/%C3%A9.seed"
                },
                "region": {
                  "byteLength": 0,
                  "byteOffset": 135,
                  "endColumn": 74,
                  "endLine": 7,
                  "startColumn": 74,
                  "startLine": 7
                }
              }
            }
          ],
          "ruleId": "unclosed-link-destination",
          "ruleIndex": 1
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&results[1]).expect("JSON"));
}

/// Every reference in the log, and what the published schema forbids that a type cannot.
#[test]
fn sarif_describes_every_rule_once() {
    let log = sarif(&folder(), &["a.seed"]);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
    assert_eq!(rules.len(), seedls::rules::RULES.len());
    for (rule, descriptor) in seedls::rules::RULES.iter().zip(rules) {
        assert_eq!(descriptor["id"], rule.name);
        assert_eq!(descriptor["properties"]["code"], rule.code);
        for text in ["shortDescription", "fullDescription", "help"] {
            let text = descriptor[text]["text"].as_str().expect("a text");
            assert!(!text.is_empty(), "{}", rule.name);
        }
    }
}

#[test]
fn several_formats_are_written_at_once() {
    let folder = folder();
    let wanted = ["--format", "concise", "--format", "sarif=out/a.sarif", "-f", "junit=b.xml"];
    let answer = folder.run(&[&["check", "b, 50%", "--color", "always"][..], &wanted].concat());
    assert_eq!(answer.code, Some(1), "{}", answer.err);
    assert_eq!(answer.out, folder.run(&["check", "b, 50%", "-f", "concise"]).out);
    for (format, file) in [("sarif", "out/a.sarif"), ("junit", "b.xml")] {
        let written = fs::read_to_string(folder.path(file)).expect("the file was written");
        assert_eq!(written, folder.run(&["check", "b, 50%", "-f", format]).out);
    }
}

#[test]
fn output_goes_to_a_file_without_colours() {
    let folder = folder();
    let answer = folder.run(&["check", "b, 50%", "-o", "out.txt", "--color", "always"]);
    answer.expect(1, "", "1 error and 1 warning in 1 file\n");
    let written = fs::read_to_string(folder.path("out.txt")).expect("the file was written");
    assert_eq!(written, folder.run(&["check", "b, 50%"]).out);
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let folder = folder();
    let answer = folder.run(&["check", "a.seed", "-f", "sarif=a.seed/out.sarif"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.starts_with("error: a.seed/out.sarif: cannot be written"), "{}", answer.err);
}
