//! Framing: bytes from the client to messages. Tolerant, because one bad message must never end a
//! session or lose an edit that follows it. Knows no method.

use std::io;
use std::io::BufRead;
use std::io::Read;

use serde_json::Value;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::ErrorCode;
use tower_lsp::jsonrpc::Request;
use tower_lsp::jsonrpc::Response;

/// The longest body that is read; longer ones are skipped and answered with an error. A document
/// of 100 MB, every byte of it escaped in JSON, still fits.
const LONGEST_BODY: u64 = 256 << 20;

/// Header lines are looked at in pieces of this size, so that garbage without a line break cannot
/// fill the memory.
const LONGEST_PIECE: u64 = 64 << 10;

const LENGTH_HEADER: &[u8] = b"content-length";

/// One message of the client.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A request, or a notification: one without an id.
    Request(Request),
    /// An answer to a request of ours.
    Response(Response),
    /// Something that is neither: the id it had (or null), and what to answer.
    Bad { id: Value, error: Error },
}

/// Reads the next message; `None` at the end of the input, also in the middle of a message.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    loop {
        match read_body(input)? {
            None => return Ok(None),
            Some(Body::Bad(message)) => {
                let error =
                    Error { code: ErrorCode::ParseError, message: message.into(), data: None };
                return Ok(Some(Incoming::Bad { id: Value::Null, error }));
            }
            // Some clients send empty messages to keep the connection alive.
            Some(Body::Bytes(bytes)) if bytes.is_empty() => {}
            Some(Body::Bytes(bytes)) => return Ok(Some(parse(bytes))),
        }
    }
}

enum Body {
    Bytes(Vec<u8>),
    Bad(String),
}

/// The header ends at an empty line. Lines that are no header are skipped: after a wrong length
/// the rest of a body stands there, and the next `Content-Length` may follow it on the same line.
fn read_body(input: &mut impl BufRead) -> io::Result<Option<Body>> {
    let mut length: Option<Result<u64, String>> = None;
    let mut seen = false;
    let mut line = Vec::new();
    loop {
        // What is left of a line longer than a piece may hold the beginning of the header's name.
        let keep = if line.ends_with(b"\n") { line.len() } else { line.len().saturating_sub(64) };
        line.drain(..keep);
        if input.by_ref().take(LONGEST_PIECE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            if seen {
                break;
            }
            continue;
        }
        seen = true;
        if line.ends_with(b"\n")
            && let Some(value) = length_value(&line)
        {
            length = Some(value.parse().map_err(|_| format!("bad Content-Length `{value}`")));
        }
    }
    let length = match length {
        Some(Ok(length)) => length,
        Some(Err(message)) => return Ok(Some(Body::Bad(message))),
        None => return Ok(Some(Body::Bad("missing Content-Length".to_owned()))),
    };
    if LONGEST_BODY < length {
        let skipped = io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        let bad = Body::Bad(format!("a message of {length} bytes is too long"));
        return Ok((skipped == length).then_some(bad));
    }
    // Not allocated ahead: the length is only a claim.
    let mut bytes = Vec::new();
    let read = input.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok((read as u64 == length).then_some(Body::Bytes(bytes)))
}

/// What stands after `Content-Length:` in any case, wherever on the line that is.
fn length_value(line: &[u8]) -> Option<String> {
    let at = line
        .windows(LENGTH_HEADER.len())
        .rposition(|window| window.eq_ignore_ascii_case(LENGTH_HEADER))?;
    let rest = String::from_utf8_lossy(line.get(at + LENGTH_HEADER.len()..)?).into_owned();
    let value = rest.trim_start_matches([' ', '\t']).strip_prefix(':')?;
    Some(value.trim().to_owned())
}

fn parse(mut bytes: Vec<u8>) -> Incoming {
    repair_surrogates(&mut bytes);
    // A response parses as a request without a method too.
    if let Ok(request) = serde_json::from_slice::<Request>(&bytes)
        && !request.method().is_empty()
    {
        return Incoming::Request(request);
    }
    let value: Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(error) => {
            let message = error.to_string().into();
            let error = Error { code: ErrorCode::ParseError, message, data: None };
            return Incoming::Bad { id: Value::Null, error };
        }
    };
    let id = value.get("id").cloned().unwrap_or(Value::Null);
    let answers = value.get("result").is_some() || value.get("error").is_some();
    if value.get("method").is_none()
        && answers
        && let Ok(response) = serde_json::from_value(value)
    {
        return Incoming::Response(response);
    }
    Incoming::Bad { id, error: Error::invalid_request() }
}

/// Turns half surrogate pairs into U+FFFD, in place.
///
/// Editors whose strings are UTF-16 send them when the user's text holds one, as an escape or as
/// three bytes. JSON has no meaning for them, but a change that is dropped would leave the text out
/// of step for good; U+FFFD is one unit of UTF-16 too, so columns stay right.
fn repair_surrogates(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\\', 0xED, bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes[at] == 0xED {
            if let Some([0xED, 0xA0..=0xBF, 0x80..=0xBF]) = bytes.get(at..at + 3) {
                bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
            }
            at += 1;
            continue;
        }
        match escaped_unit(bytes, at) {
            Some(0xD800..=0xDBFF)
                if matches!(escaped_unit(bytes, at + 6), Some(0xDC00..=0xDFFF)) =>
            {
                at += 12;
            }
            Some(0xD800..=0xDFFF) => {
                bytes[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            Some(_) => at += 6,
            None => at += 2,
        }
    }
}

/// The UTF-16 unit of the `\uXXXX` at `at`.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    let digits = std::str::from_utf8(escape.strip_prefix(br"\u")?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::Incoming;
    use super::read;
    use super::repair_surrogates;

    /// The messages of `input`, one a line.
    fn messages(input: impl AsRef<[u8]>) -> Vec<String> {
        let mut input = input.as_ref();
        let mut messages = Vec::new();
        while let Some(message) = read(&mut input).expect("memory can be read") {
            messages.push(match message {
                Incoming::Request(request) => format!("request {}", request.method()),
                Incoming::Response(response) => format!("response {}", response.id()),
                Incoming::Bad { id, error } => format!("bad {id} {}", error.code.code()),
            });
        }
        messages
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn ping() -> String {
        frame(r#"{"jsonrpc":"2.0","method":"ping"}"#)
    }

    #[test]
    fn headers_may_come_in_any_case_and_number() {
        let body = r#"{"jsonrpc":"2.0","method":"ping"}"#;
        let length = body.len();
        for header in [
            format!("content-length:{length}\r\n\r\n"),
            format!("CONTENT-LENGTH : {length} \r\n\r\n"),
            format!("Content-Length: {length}\n\n"),
            format!("Content-Type: x; charset=utf8\r\nX: y\r\nContent-Length: {length}\r\n\r\n"),
            format!("\r\n\r\nContent-Length: {length}\r\nContent-Type: x\r\n\r\n"),
        ] {
            assert_eq!(messages(format!("{header}{body}")), ["request ping"], "{header:?}");
        }
    }

    #[test]
    fn a_bad_message_does_not_harm_the_next() {
        for (bad, answer) in [
            (frame("{"), "bad null -32700"),
            (frame("{}"), "bad null -32600"),
            (frame("[]"), "bad null -32600"),
            (frame(r#"{"jsonrpc":"2.0","id":1.5,"method":"x"}"#), "bad 1.5 -32600"),
            (frame(r#"{"id":7,"method":"x"}"#), "bad 7 -32600"),
            (frame(r#"{"jsonrpc":"2.0","id":3}"#), "bad 3 -32600"),
            ("Content-Length: many\r\n\r\n".to_owned(), "bad null -32700"),
            ("Content-Length: -1\r\n\r\n".to_owned(), "bad null -32700"),
            ("Hello: there\r\n\r\n".to_owned(), "bad null -32700"),
        ] {
            assert_eq!(messages(bad.clone() + &ping()), [answer, "request ping"], "{bad:?}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_a_parse_error() {
        let mut input =
            b"Content-Length: 33\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"p\xFFng\"}".to_vec();
        input.extend(ping().bytes());
        assert_eq!(messages(input), ["bad null -32700", "request ping"]);
    }

    #[test]
    fn reading_finds_its_way_back_after_a_wrong_length() {
        let short = "Content-Length: 5\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"lost\"}".to_owned();
        assert_eq!(messages(short + &ping()), ["bad null -32700", "request ping"]);
        let garbage = "x".repeat(200_000);
        assert_eq!(messages(garbage + &ping()), ["request ping"]);
    }

    #[test]
    fn a_header_split_between_two_pieces_is_found() {
        let piece = super::LONGEST_PIECE as usize;
        for cut in piece - 40..piece + 2 {
            assert_eq!(messages("x".repeat(cut) + &ping()), ["request ping"], "{cut}");
        }
    }

    #[test]
    fn the_end_of_the_input_is_an_end_wherever_it_comes() {
        let whole = ping();
        for cut in 0..whole.len() {
            assert_eq!(messages(&whole[..cut]), Vec::<String>::new(), "{cut}");
        }
        assert_eq!(messages("Content-Length: 99999999999999\r\n\r\n{}"), Vec::<String>::new());
    }

    #[test]
    fn responses_are_no_requests() {
        let ok = frame(r#"{"jsonrpc":"2.0","id":3,"result":null}"#);
        let error = frame(r#"{"jsonrpc":"2.0","id":"a","error":{"code":-1,"message":"no"}}"#);
        assert_eq!(messages(ok + &error), ["response 3", "response \"a\""]);
    }

    #[test]
    fn half_surrogate_pairs_become_replacement_characters() {
        for (json, repaired) in [
            (r#""\ud83d\ude00""#, "\u{1F600}"),
            (r#""a\ud83db""#, "a\u{fffd}b"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1F600}"),
            (r#""\uD83D""#, "\u{fffd}"),
            (r#""\\ud83d""#, r"\ud83d"),
            (r#""\\\ud83d""#, "\\\u{fffd}"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""é\u00e9퟿""#, "éé\u{d7ff}"),
        ] {
            let mut bytes = json.as_bytes().to_vec();
            repair_surrogates(&mut bytes);
            let text: String = serde_json::from_slice(&bytes).expect(json);
            assert_eq!(text, repaired, "{json}");
        }
        let mut bytes = b"\"a\xED\xA0\xBDb\"".to_vec();
        repair_surrogates(&mut bytes);
        assert_eq!(serde_json::from_slice::<String>(&bytes).expect("repaired"), "a\u{fffd}b");
    }
}
