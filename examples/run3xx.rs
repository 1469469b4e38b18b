use seedls::facts::Document;
use seedls::index::{Entry, Host};
use seedls::text::{Encoding, Text};
use std::path::Path;
fn walk(dir: &Path, out: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() {
            walk(&p, out)
        } else if matches!(
            p.extension().and_then(|e| e.to_str()),
            Some("md" | "txt" | "seed" | "markdown")
        ) {
            out.push(p)
        }
    }
}
fn main() {
    let filter: Vec<String> = std::env::args().skip(2).collect();
    let top = std::env::args().nth(1).unwrap();
    let mut roots: Vec<_> = std::fs::read_dir(&top)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    roots.sort();
    let (mut files, mut links) = (0, 0);
    for root in roots {
        let mut host = Host::default();
        host.set_roots(&[root.to_str().unwrap()]);
        let mut paths = vec![];
        walk(&root, &mut paths);
        paths.sort();
        for p in &paths {
            let Ok(text) = std::fs::read_to_string(p) else { continue };
            host.set_parsed(p.to_str().unwrap(), Document::new(Text::new(&text)));
            files += 1;
        }
        let t = std::time::Instant::now();
        let mut rounds = 0;
        let mut dirs = 0;
        loop {
            let w = host.snapshot().wanted();
            if w.is_empty() {
                break;
            }
            rounds += 1;
            dirs += w.directories.len();
            for d in w.directories {
                let entries =
                    std::fs::read_dir(if d.is_empty() { "/" } else { &d }).ok().map(|r| {
                        r.map(|e| {
                            let e = e.unwrap();
                            Entry {
                                name: e.file_name().to_string_lossy().into_owned(),
                                directory: e.path().is_dir(),
                            }
                        })
                        .collect()
                    });
                host.set_directory(&d, entries);
            }
            for t in w.targets {
                let text = std::fs::read_to_string(&t).ok().map(|t| Text::new(&t));
                host.set_target(&t, text);
            }
        }
        let s = host.snapshot();
        let t2 = std::time::Instant::now();
        let mut n = 0;
        for f in s.files() {
            let path = s.path(f).unwrap();
            let short = path.strip_prefix(top.as_str()).unwrap();
            let doc = s.document(f).unwrap();
            links += doc.tree().links().count();
            for d in seedls::rules::check(&s, f) {
                if !filter
                    .iter()
                    .any(|x| d.rule.name == x || d.rule.code.to_string().starts_with(x.as_str()))
                {
                    continue;
                }
                n += 1;
                let lc = doc.text().line_col(d.finding.range.start(), Encoding::Utf32);
                let line = doc.text().slice(doc.text().line_range(lc.line)).into_owned();
                let at = lc.column as usize;
                let chars: Vec<char> = line.chars().collect();
                let ctx: String =
                    chars[at.saturating_sub(50)..(at + 60).min(chars.len())].iter().collect();
                println!(
                    "{}\t{short}:{}\t{}\t{}\t|{ctx}|",
                    d.rule.name,
                    lc.line + 1,
                    d.finding.message,
                    d.finding.help.unwrap_or_default()
                );
            }
        }
        eprintln!(
            "{}: {} docs, {rounds} rounds {dirs} dirs {:?}, check {:?}, {n} findings",
            root.display(),
            s.files().count(),
            t2 - t,
            t2.elapsed()
        );
    }
    eprintln!("{files} files {links} links");
}
