//! `junit`: a test report. A file is a suite, a finding in it a test that failed, and a file
//! without findings one test that passed.

use std::io;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::Checked;
use super::Entry;
use super::Format;
use super::Report;
use super::xml::writer;
use crate::text::valid_in_xml;

pub(super) static FORMAT: Format =
    Format { name: "junit", summary: "a JUnit test report in XML", fixes: false, write };

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let failures = report.findings().count();
    let clean = report.files.iter().filter(|it| it.reported.is_empty()).count();
    let errors = report.problems.len();
    let mut writer = writer(out)?;
    let suites = writer.create_element("testsuites").with_attributes([
        ("name", "seedls"),
        ("tests", &*(failures + clean + errors).to_string()),
        ("failures", &*failures.to_string()),
        ("errors", &*errors.to_string()),
    ]);
    suites.write_inner_content(|writer| {
        for checked in &report.files {
            suite(report, checked, writer)?;
        }
        for problem in &report.problems {
            let (path, message) = (valid_in_xml(&problem.path), valid_in_xml(&problem.message));
            let suite = writer.create_element("testsuite").with_attributes([
                ("name", &*path),
                ("tests", "1"),
                ("failures", "0"),
                ("errors", "1"),
            ]);
            suite.write_inner_content(|writer| {
                let case = writer.create_element("testcase");
                let case = case.with_attributes([("name", "readable"), ("classname", &*path)]);
                case.write_inner_content(|writer| {
                    let error = writer.create_element("error");
                    error.with_attribute(("message", &*message)).write_empty()?;
                    Ok(())
                })?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    writeln!(out)
}

fn suite(
    report: &Report,
    checked: &Checked,
    writer: &mut Writer<&mut dyn Write>,
) -> io::Result<()> {
    let count = checked.reported.len();
    let name = valid_in_xml(&checked.shown);
    let suite = writer.create_element("testsuite").with_attributes([
        ("name", &*name),
        ("tests", &*count.max(1).to_string()),
        ("failures", &*count.to_string()),
        ("errors", "0"),
    ]);
    suite.write_inner_content(|writer| {
        if count == 0 {
            let case = writer.create_element("testcase");
            case.with_attributes([("name", "no findings"), ("classname", &*name)]).write_empty()?;
        }
        for Entry { place, diagnostic, .. } in report.entries_of(checked) {
            let rule = diagnostic.rule.name;
            let (line, column) = (place.line, place.column);
            let message = valid_in_xml(&diagnostic.finding.message);
            let case = writer.create_element("testcase").with_attributes([
                ("name", &*format!("{rule} {line}:{column}")),
                ("classname", &*name),
            ]);
            case.write_inner_content(|writer| {
                let failure = writer
                    .create_element("failure")
                    .with_attributes([("message", &*message), ("type", diagnostic.level.as_str())]);
                let text = format!("{name}:{line}:{column}: {message}");
                failure.write_text_content(BytesText::new(&text))?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}
