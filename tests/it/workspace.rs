//! A workspace that changes: re-checking what a change can affect is as good as checking all.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use seedls::config::Config;
use seedls::config::Configs;
use seedls::config::Layer;
use seedls::config::Layers;
use seedls::config::OnTop;
use seedls::index::Entry;
use seedls::index::FileId;
use seedls::index::Host;
use seedls::index::Snapshot;
use seedls::rules;
use seedls::text::Text;
use seedls::text::TextEdit;

/// A small generator, so that a failure can be repeated from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// A text whose header depends on the configuration.
    fn configured_seed(&mut self) -> String {
        let first =
            self.of(&["Otsikko: Pilots", "Kohde: https://a.example/1", "Pilots", "Title: A"]);
        let second = self.of(&["Title: Strike", "Kirjoittanut A. Writer", "Datum: 03/04/2021", ""]);
        let third = self.of(&["Gelesen 04/03/2021", "Published 03/04/2021", "By B", "\n"]);
        let more = self.of(&["Kohde: <https://a.example/2>", "[x][y]", "Updated: 1/2/2021"]);
        format!("{first}\n{second}\n{third}\n\nThey voted [a].\n\n{more}\n\n[a]: #\n")
    }

    fn config(&mut self) -> Config {
        let (config, errors) = rules::parse_config(&self.config_text());
        assert!(errors.is_empty(), "{errors:?}");
        config
    }

    fn config_text(&mut self) -> String {
        let mut text = String::new();
        for line in [
            "required = [\"title\", \"license\"]\n",
            "date-order = \"day-first\"\n",
            "date-precision = \"day\"\n",
            "header-style = \"keys\"\n",
            "[fields.title]\nlabels = [\"Otsikko\"]\n",
            "[fields.source]\nlabels = [\"Kohde\"]\n",
            "[fields.author]\nlabels = [\"Kirjoittanut\"]\n",
            "[fields.retrieved]\nlabels = [\"gelesen\"]\n",
        ] {
            if self.below(2) == 0 {
                text.push_str(line);
            }
        }
        text
    }

    /// Configurations for the root and a folder, one with an override.
    fn configs(&mut self) -> Configs {
        let layers = |random: &mut Random, folder: &str, more: &str| {
            let path = format!("{folder}/seedls.toml");
            let placeholders = random.of(&["", "placeholders = [\"a.seed\"]\n"]);
            let text = format!("{placeholders}{}{more}", random.config_text());
            let layer = Layer { path, folder: folder.to_owned(), text };
            let on_top = OnTop { off: Vec::new(), on: vec![("author-variants", true)] };
            Arc::new(Layers::new("", vec![Arc::new(layer)], rules::names(), on_top))
        };
        let override_ = "[[overrides]]\nfiles = [\"a.*\"]\nrequired = []\n\
            rules = { duplicate-source = \"off\" }\n";
        let root = layers(self, "", override_);
        let folders = match self.below(3) {
            0 => BTreeMap::new(),
            _ => BTreeMap::from([("/deck".to_owned(), layers(self, "/deck", ""))]),
        };
        Configs::new(folders, root)
    }

    fn seed(&mut self) -> String {
        let title = self.of(&["Pilots", "Harbour", "Strike"]);
        let author = self.of(&["By Jane Doe\n\n", "By JANE DOE\n\n", "By Abe Roe\n\n", ""]);
        let heading = self.of(&["One", "Two", "One\n\n# One"]);
        let mut seed = format!("{title}\n\n{author}# {heading}\n\n");
        for _ in 0..self.below(5) {
            let text = self.of(&["Pilots", "Harbour", "Strike"]);
            let link = self.of(&[
                "#",
                "a.seed",
                "b.txt#one",
                "../b.txt#one-1",
                "deck/c.seed#two",
                "/Deck/C.seed",
                "c.html",
                "#one",
                "e.txt",
                "dekc/pilot.seed",
                "pilto.seed",
                "https://news.example/1",
                "http://www.news.example/1/",
                "https://news.example/2?a=1",
                "README.md#one",
                "deck/guide.md#two",
                "guide#own",
                "../README.html",
            ]);
            seed.push_str(&format!("See [{text}]({link}).\n"));
            let page = self.of(&[
                "pilot",
                "deck/a",
                "C",
                "c#two",
                "Strike",
                "harbor",
                "b.txt",
                "pilto",
                "guide#Two",
                "Read me#One",
                "Raed me",
            ]);
            if self.below(3) == 0 {
                seed.push_str(&format!("Or [[{page}]].\n"));
            }
        }
        let more = self.of(&[
            "",
            "See [the report][report] and a note[^1].\n\n[report]: b.txt#one\n[^1]: [N](a.seed).\n",
            "See [Strike][report].\n\n[report]: #\n",
            "<a id=\"own\"></a> ![Harbour](deck/map.png)\n",
        ]);
        seed.push_str(&format!("\n{more}"));
        // Two that say nearly the same, one that does not, and none.
        let end = self.of(&["their door", "the gate", "", ""]);
        if !end.is_empty() {
            seed.push_str(&format!("\n{BODY} {end}.\n"));
        }
        let related = self.of(&["https://news.example/1", "https://news.example/3", ""]);
        if !related.is_empty() {
            seed.push_str(&format!("\nRelated article: <{related}>\n"));
        }
        let source = self.of(&["http://m.news.example/1", "https://news.example/1", "", "x/2?a=1"]);
        if !source.is_empty() {
            seed.push_str(&format!("\nOriginal url: <{}>\n", source.replace("x/", NEWS)));
        }
        seed
    }
}

/// A file that is no seed, but a target of links.
fn target(random: &mut Random) -> String {
    let title = random.of(&["Read me", "Guide", "Harbour"]);
    let heading = random.of(&["One", "Two", "Own {#own}"]);
    format!("# {title}\n\n## {heading}\n")
}

/// Enough words to be compared.
const BODY: &str = "The pilots of the northern harbour voted on Tuesday to stop work from noon on \
    Friday, for the first time in forty years. It takes eight years to become a pilot, and the \
    harbour needs nineteen of them. It has twelve, and four of those are older than sixty. Ships will \
    have to wait outside the bar until the tide, the weather and the union allow them in. The port \
    said that it would talk to everybody who came to";

const NEWS: &str = "https://news.example/";

/// All that a person can see of the findings, files by their paths.
fn findings(snapshot: &Snapshot, file: FileId) -> Vec<String> {
    let name = |file: FileId| snapshot.path(file).unwrap_or_default().to_owned();
    rules::check(snapshot, file)
        .into_iter()
        .map(|it| {
            let related: Vec<_> = it
                .finding
                .related
                .iter()
                .map(|it| (it.file.map(name), it.range, &it.message))
                .collect();
            let rules::Finding { range, message, help, fixes, .. } = &it.finding;
            let rule = it.rule.name;
            format!("{rule} {range:?} {message} {help:?} {fixes:?} {:?} {related:?}", it.level)
        })
        .collect()
}

fn list(host: &mut Host, paths: &BTreeSet<&str>) {
    for directory in ["", "/deck"] {
        let mut entries: Vec<Entry> = paths
            .iter()
            .filter(|path| path.rsplit_once('/').is_some_and(|(parent, _)| parent == directory))
            .filter_map(|path| path.rsplit('/').next())
            .map(|name| Entry { name: name.to_owned(), directory: false, linked: false })
            .collect();
        if directory.is_empty() {
            entries.push(Entry { name: "deck".to_owned(), directory: true, linked: false });
        }
        host.set_directory(directory, Some(entries));
    }
}

/// Re-checking only what `affected_since` names gives the findings of a fresh workspace.
#[test]
fn a_random_walk_of_changes_ends_with_the_findings_of_a_fresh_check() {
    const PATHS: &[&str] = &[
        "/a.seed",
        "/b.txt",
        "/deck/a.seed",
        "/deck/b.txt",
        "/deck/c.seed",
        "/c.seed",
        "/deck/pilot.seed",
    ];
    const TARGETS: &[&str] = &["/README.md", "/deck/guide.md"];
    // How many documents were checked, had to be, and are there, summed over all steps.
    let (mut checked, mut differed, mut all) = (0, 0, 0);
    let mut rules_met: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 1..60_u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut host = Host::default();
        host.set_config(all_rules());
        host.set_roots(&["/"]);
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        // With `None` for one that cannot be read.
        let mut targets: BTreeMap<&str, Option<String>> = BTreeMap::new();
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let names = |texts: &BTreeMap<&'static str, String>,
                     targets: &BTreeMap<&'static str, Option<String>>| {
            texts.keys().chain(targets.keys()).copied().collect::<BTreeSet<&str>>()
        };
        list(&mut host, &BTreeSet::new());
        for _ in 0..20 {
            let before = host.snapshot();
            let path = random.of(PATHS);
            let mut changed = vec![path];
            match (host.file_at(path), random.below(7)) {
                (Some(file), 0) => {
                    host.remove_document(file);
                    texts.remove(path);
                }
                (Some(file), 1) => {
                    let to = random.of(PATHS);
                    changed.push(to);
                    host.rename_document(file, to);
                    if let Some(text) = texts.remove(path) {
                        texts.insert(to, text);
                    }
                }
                (Some(file), 2) => {
                    let text = texts.get_mut(path).expect("a text");
                    let at = random.below(text.len() + 1);
                    let insert = random.of(&["\n", "x", "#", "https://news.example/1 ", "[a](#)"]);
                    text.insert_str(at, insert);
                    let at = u32::try_from(at).expect("a short text").into();
                    host.edit_document(file, &TextEdit::insert(at, insert));
                }
                (_, 3 | 4) => {
                    let path = random.of(TARGETS);
                    changed = vec![path];
                    match random.below(4) {
                        0 => {
                            targets.remove(path);
                            let known = host.snapshot().known_at(path);
                            known.into_iter().for_each(|it| host.remove_document(it));
                        }
                        1 => {
                            targets.insert(path, None);
                            host.set_target(path, None);
                        }
                        _ => {
                            let text = target(&mut random);
                            host.set_target(path, Some(Text::new(&text)));
                            targets.insert(path, Some(text));
                        }
                    }
                }
                _ => {
                    let text = random.seed();
                    host.set_document(path, Text::new(&text));
                    texts.insert(path, text);
                }
            }
            list(&mut host, &names(&texts, &targets));
            let snapshot = host.snapshot();
            for file in snapshot.affected_since(&before, &changed) {
                let path = snapshot.path(file).expect("a path").to_owned();
                let found = findings(&snapshot, file);
                checked += 1;
                let old = known.insert(path, found.clone());
                differed += u32::from(old.as_ref() != Some(&found));
            }
            known.retain(|path, _| texts.contains_key(path.as_str()));
            all += u32::try_from(known.len()).expect("few documents");

            let mut fresh = Host::default();
            fresh.set_config(all_rules());
            fresh.set_roots(&["/"]);
            list(&mut fresh, &names(&texts, &targets));
            for (path, text) in &texts {
                fresh.set_document(path, Text::new(text));
            }
            for (path, text) in &targets {
                fresh.set_target(path, text.as_deref().map(Text::new));
            }
            let fresh = fresh.snapshot();
            let expected: BTreeMap<String, Vec<String>> = fresh
                .files()
                .map(|file| (fresh.path(file).unwrap_or_default().to_owned(), file))
                .map(|(path, file)| (path, findings(&fresh, file)))
                .collect();
            assert_eq!(known, expected, "seed {seed}");
            for finding in known.values().flatten() {
                let rule = finding.split(' ').next().unwrap_or_default();
                *rules_met.entry(rule.to_owned()).or_default() += 1;
            }
        }
    }
    // In these few files nearly each speaks of nearly each other, and still some are left alone.
    let counts = format!("{checked} of {all} checked, {differed} differed");
    assert!(checked < all && checked < differed * 5 / 4, "{counts}");
    // Whatever depends on other files was met.
    for rule in [
        "placeholder-link",
        "missing-file",
        "missing-anchor",
        "case-mismatch",
        "missing-image",
        "duplicate-source",
        "near-duplicate",
        "linkable-seed",
        "author-variants",
    ] {
        let count = rules_met.get(rule).copied().unwrap_or(0);
        assert!(30 < count, "{rule} was met {count} times");
    }
}

/// Re-checking only what `reconfigured_since` and `affected_since` name gives the findings of a
/// fresh workspace, whichever configurations came and went.
#[test]
fn a_random_walk_of_configurations_ends_with_the_findings_of_a_fresh_check() {
    const PATHS: &[&str] = &["/a.seed", "/b.txt", "/deck/a.seed", "/deck/c.seed"];
    let (mut checked, mut all) = (0, 0);
    for seed in 1..80_u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut host = Host::default();
        host.set_roots(&["/"]);
        let mut configs = random.configs();
        host.set_configs(configs.clone());
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        list(&mut host, &BTreeSet::new());
        for _ in 0..20 {
            let before = host.snapshot();
            let path = random.of(PATHS);
            let mut changed = Vec::new();
            match random.below(4) {
                0 | 1 => {
                    configs = random.configs();
                    host.set_configs(configs.clone());
                }
                2 => {
                    let to = random.of(PATHS);
                    changed.extend([path, to]);
                    if let (Some(file), Some(text)) = (host.file_at(path), texts.remove(path)) {
                        host.rename_document(file, to);
                        texts.insert(to, text);
                    }
                }
                _ => {
                    changed.push(path);
                    let text = random.configured_seed() + &random.seed();
                    host.set_document(path, Text::new(&text));
                    texts.insert(path, text);
                }
            }
            list(&mut host, &texts.keys().copied().collect());
            let snapshot = host.snapshot();
            let mut files: BTreeSet<FileId> =
                snapshot.reconfigured_since(&before).into_iter().collect();
            files.extend(snapshot.affected_since(&before, &changed));
            checked += files.len();
            for file in files {
                let path = snapshot.path(file).expect("a path").to_owned();
                known.insert(path, findings(&snapshot, file));
            }
            known.retain(|path, _| texts.contains_key(path.as_str()));
            all += known.len();

            let mut fresh = Host::default();
            for (path, text) in &texts {
                fresh.set_document(path, Text::new(text));
            }
            fresh.set_configs(configs.clone());
            fresh.set_roots(&["/"]);
            list(&mut fresh, &texts.keys().copied().collect());
            let fresh = fresh.snapshot();
            let expected: BTreeMap<String, Vec<String>> = fresh
                .files()
                .map(|file| (fresh.path(file).unwrap_or_default().to_owned(), file))
                .map(|(path, file)| (path, findings(&fresh, file)))
                .collect();
            assert_eq!(known, expected, "seed {seed}");
        }
    }
    assert!(0 < checked && checked < all, "{checked} of {all}");
}

fn all_rules() -> Config {
    let (config, errors) =
        rules::parse_config("wiki-links = true\n[rules]\nauthor-variants = \"warning\"\n");
    assert!(errors.is_empty(), "{errors:?}");
    config
}

/// Configuration and documents may come in any order, and change: the findings are those of a
/// fresh workspace that is given the last of each.
#[test]
fn the_order_of_settings_and_documents_leaves_no_trace() {
    const PATHS: &[&str] = &["/a.seed", "/b.seed"];
    let mut different = BTreeSet::new();
    for seed in 1..200_u64 {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut host = Host::default();
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        let mut config = Config::default();
        for _ in 0..8 {
            let path = random.of(PATHS);
            match (random.below(3), host.file_at(path)) {
                (0, _) => {
                    config = random.config();
                    host.set_config(config.clone());
                }
                (1, Some(file)) => {
                    // The whole text as one edit, and a piece of it as another.
                    let text = texts.get_mut(path).expect("a text");
                    let at = random.below(text.len() + 1);
                    let insert = random.of(&["Kohde: x\n", "\n", "Otsikko: A\n", "a"]);
                    text.insert_str(at, insert);
                    let at = u32::try_from(at).expect("a short text").into();
                    host.edit_document(file, &TextEdit::insert(at, insert));
                }
                _ => {
                    let text = random.configured_seed();
                    host.set_document(path, Text::new(&text));
                    texts.insert(path, text);
                }
            }
        }
        let shown = |host: &Host| -> Vec<(String, String, Vec<String>)> {
            let snapshot = host.snapshot();
            snapshot
                .files()
                .map(|file| {
                    let metadata = snapshot.document(file).expect("a document").metadata();
                    let path = snapshot.path(file).unwrap_or_default().to_owned();
                    (path, format!("{metadata:?}"), findings(&snapshot, file))
                })
                .collect()
        };
        let mut fresh = Host::default();
        fresh.set_config(config);
        for (path, text) in &texts {
            fresh.set_document(path, Text::new(text));
        }
        let expected = shown(&fresh);
        assert_eq!(shown(&host), expected, "seed {seed}");
        fresh.set_config(Config::default());
        different.insert(shown(&fresh) == expected);
    }
    assert_eq!(different.len(), 2, "some configurations change what is read, others do not");
}

/// Of a thousand files, all those and only those are checked again that a change concerns.
#[test]
fn a_change_re_checks_the_files_that_it_concerns_and_no_others() {
    const LINKING: usize = 500;
    let mut host = Host::default();
    host.set_config(all_rules());
    host.set_roots(&["/"]);
    let path = |number: usize| format!("/{number}.seed");
    let text = |number: usize| {
        let link = if (1..=LINKING).contains(&number) { "0.seed#why" } else { "gone.seed" };
        format!(
            "Report {number}\n\nBy A{number} Writer\n\n# Why\n\nSee [it]({link}).\n\n\
             Original url: <https://news.example/{number}>\n"
        )
    };
    let mut names: BTreeSet<String> = (0..1000).map(path).collect();
    names.iter().for_each(|path| _ = host.set_document(path, Text::new("")));
    (0..1000).for_each(|number| _ = host.set_document(&path(number), Text::new(&text(number))));
    let list = |host: &mut Host, names: &BTreeSet<String>| {
        let entry =
            |path: &String| Entry { name: path[1..].to_owned(), directory: false, linked: false };
        host.set_directory("", Some(names.iter().map(entry).collect()));
    };
    list(&mut host, &names);
    let hub = host.file_at("/0.seed").expect("the first");
    let linking: BTreeSet<String> = (1..=LINKING).map(path).collect();
    let affected = |host: &Host, before: &Snapshot, paths: &[&str]| -> BTreeSet<String> {
        let after = host.snapshot();
        let files = after.affected_since(before, paths);
        let mut paths: BTreeSet<String> =
            files.iter().filter_map(|&file| after.path(file)).map(str::to_owned).collect();
        paths.remove("/0.seed");
        paths.remove("/moved to.seed");
        paths
    };
    let edit = |host: &mut Host, at: &str, insert: &str| {
        let snapshot = host.snapshot();
        let text = snapshot.document(hub).expect("a document").text().to_string();
        let at = u32::try_from(text.find(at).expect("it stands there")).expect("short").into();
        host.edit_document(hub, &TextEdit::insert(at, insert));
    };

    let before = host.snapshot();
    edit(&mut host, "See", "They left. ");
    assert_eq!(affected(&host, &before, &["/0.seed"]), BTreeSet::new(), "words of the body");

    let before = host.snapshot();
    edit(&mut host, "Why", "Nobody Knows ");
    assert_eq!(affected(&host, &before, &["/0.seed"]), linking, "an anchor");

    let before = host.snapshot();
    edit(&mut host, "Report", "Last ");
    assert_eq!(affected(&host, &before, &["/0.seed"]), BTreeSet::new(), "a title no text names");

    let before = host.snapshot();
    host.rename_document(hub, "/moved to.seed");
    names.remove("/0.seed");
    names.insert("/moved to.seed".to_owned());
    list(&mut host, &names);
    assert_eq!(affected(&host, &before, &["/0.seed", "/moved to.seed"]), linking, "a rename");

    let before = host.snapshot();
    host.remove_document(hub);
    names.remove("/moved to.seed");
    list(&mut host, &names);
    assert_eq!(affected(&host, &before, &["/moved to.seed"]), BTreeSet::new(), "a file unlinked");

    // The others lead to a file that is not there: they hear of names that are like its name.
    let before = host.snapshot();
    host.set_document("/gome.seed", Text::new("Title\n"));
    names.insert("/gome.seed".to_owned());
    list(&mut host, &names);
    assert_eq!(affected(&host, &before, &["/gome.seed"]).len(), 500, "a likely name");
    let before = host.snapshot();
    host.set_document("/a long way off.seed", Text::new("Title\n"));
    names.insert("/a long way off.seed".to_owned());
    list(&mut host, &names);
    let found = affected(&host, &before, &["/a long way off.seed"]);
    assert_eq!(found.len(), 1, "the new file alone");
}
