//! Every kind of code action, through the real binary: each is offered where one would look for it,
//! and what it changes can be applied.

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::Folder;

const HEADER: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n";

/// A seed with `passage` between a header and a source of its own.
fn seed(number: usize, passage: &str) -> String {
    format!("{HEADER}{passage}\n\nOriginal url: <https://news.example/2021/03/03/{number}>\n")
}

/// Another one, whose page is linked to and whose title is quoted.
const OTHER: &str = "Why the Harbour Is Short of Pilots\n\nBy A. Writer\n\nMarch 1, 2021\n\n\
    They left for the south.\n\nOriginal url: <https://news.example/short-of-pilots>\n";

/// A passage with `|` where it is asked, and what is offered there: title, kind, whether it is the
/// one to take.
const OFFERED: &[(&str, &str, &str, bool)] = &[
    (
        "They read [the report](|https://news.example/report and left.",
        "Close the destination",
        "quickfix",
        true,
    ),
    (
        "They read [a](|https://news.example/a and left.\n\nThey read [b](https://news.example/b so.",
        "Fix all `unclosed-link-destination` in this file",
        "quickfix",
        false,
    ),
    (
        "They read [the report](|https://news.example/report and left.",
        "Fix all that is safe to fix",
        "source.fixAll.seedls",
        false,
    ),
    ("See [it](|#).", "Disable `placeholder-link` here with a comment", "quickfix", false),
    ("See [it](|#).", "Disable `placeholder-link` in this file", "quickfix", false),
    ("See [it](|#).", "Accept this `placeholder-link` in accepted.json", "quickfix", false),
    ("See [Why the Harbour Is Short of Pilots](|#).", "Link to `other.seed`", "quickfix", false),
    (
        "See [Why the Harbour Is Short of Pilots](|#).",
        "Link to `https://news.example/short-of-pilots`",
        "quickfix",
        false,
    ),
    (
        "They left.\n\nRelated article: <https://news.example/|short-of-pilots>",
        "Link to `other.seed`",
        "quickfix",
        false,
    ),
    (
        "See [the |report](https://news.example/report).",
        "Move the address into a definition",
        "refactor.extract",
        false,
    ),
    (
        "See [the |report][1].\n\n[1]: https://news.example/report",
        "Write the address into the link",
        "refactor.inline",
        false,
    ),
];

/// As [`OFFERED`], of whole seeds.
const OF_HEADERS: &[(&str, &str)] = &[
    ("Harbour |Pilots Vote\n\nBy A. Writer\n\nThey voted.", "Add the date of the source's address"),
    ("Harbour |Pilots Vote\n\nBy A. Writer\n\nThey voted.", "Convert the header to key lines"),
    (
        "Harbour |Pilots Vote\n\nBy A. Writer\n\nThey voted.",
        "Convert the header to YAML front matter",
    ),
];

#[test]
fn every_kind_of_action_is_offered_and_changes_the_document_or_is_a_command() {
    let config = "baseline = \"accepted.json\"\n";
    let folder = Folder::new(&[("seedls.toml", config), ("other.seed", OTHER)]);
    let uri = |name: &str| format!("file://{}", folder.path(name).display());
    let mut client = Client::start();
    let literal = json!({ "codeActionKind": { "valueSet": ["quickfix"] } });
    let params = json!({
        "rootUri": uri("").trim_end_matches('/'),
        "capabilities": { "textDocument": { "codeAction": {
            "codeActionLiteralSupport": literal,
            "isPreferredSupport": true,
        } } },
    });
    client.ask("initialize", params);
    client.tell("initialized", json!({}));
    client.wait_for(|it| {
        let message = it["params"]["message"].as_str().unwrap_or_default();
        it["method"] == "window/logMessage" && message.ends_with("read")
    });
    let passages =
        OFFERED.iter().enumerate().map(|(number, it)| (seed(number, it.0), it.1, it.2, it.3));
    let headers = OF_HEADERS.iter().enumerate().map(|(number, (text, title))| {
        let source = format!("Original url: <https://news.example/2021/03/04/{number}>\n");
        (format!("{text}\n\n{source}"), *title, "refactor.rewrite", false)
    });
    for (number, (marked, title, kind, preferred)) in passages.chain(headers).enumerate() {
        let at = marked.find('|').expect("a mark");
        let text = marked.replacen('|', "", 1);
        let line = text[..at].matches('\n').count();
        let column = at - text[..at].rfind('\n').map_or(0, |it| it + 1);
        let place = json!({ "line": line, "character": column });
        let uri = uri(&format!("{number}.seed"));
        client.open(&uri, &text);
        let actions = client.ask(
            "textDocument/codeAction",
            json!({
                "textDocument": { "uri": uri },
                "range": { "start": place, "end": place },
                "context": { "diagnostics": [] },
            }),
        );
        let all = actions.as_array().expect("a list");
        let action = all.iter().find(|it| it["title"] == title);
        let action = action.unwrap_or_else(|| panic!("{title}: {actions:#}"));
        assert_eq!(action["kind"], kind, "{title}");
        assert_eq!(action["isPreferred"] == true, preferred, "{title}");
        let edits = action["edit"]["changes"][&uri].as_array().map(Vec::as_slice);
        match edits.unwrap_or_default() {
            [] => assert!(action["command"]["command"].is_string(), "{action}"),
            edits => assert_ne!(applied(&text, edits), text, "{title}"),
        }
        // Its source is not to be that of another one.
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    client.stop();
}

/// `text` with `edits`, which do not meet, made in it; all of it is ASCII.
fn applied(text: &str, edits: &[Value]) -> String {
    let offset = |at: &Value| {
        let number = |key: &str| at[key].as_u64().expect("a number") as usize;
        let lines = text.split_inclusive('\n').take(number("line"));
        lines.map(str::len).sum::<usize>() + number("character")
    };
    let mut edits: Vec<&Value> = edits.iter().collect();
    edits.sort_by_key(|it| offset(&it["range"]["start"]));
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        let (start, end) = (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
        text.replace_range(start..end, edit["newText"].as_str().expect("a text"));
    }
    text
}
