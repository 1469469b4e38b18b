//! `leftover-boilerplate`: what a site says to its visitors, between the paragraphs of an article.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::paragraphs;
use crate::syntax::PassageKey;

pub(crate) static RULE: Rule = Rule {
    name: "leftover-boilerplate",
    code: 504,
    level: Level::Info,
    summary: "a block is what the site says to its visitors, not the article",
    docs: r#"
Asking to subscribe, to share or to accept cookies is no part of an article. Reported are paragraphs,
headings and list items that say such a thing and nothing else, whatever their case and punctuation.
Phrases of a dozen languages are built in; the configuration adds those of the sites that you
capture: `boilerplate = ["Follow the Harbour Gazette"]`.

```body bad
The pilots voted on Tuesday.

**Sign up for our newsletter!**

They will strike from Friday.
```

```body fixed
The pilots voted on Tuesday.

They will strike from Friday.
```

```body good
The pilots voted on Tuesday. “Sign up for our newsletter,” said the union.
```
"#,
    check: Check::Document(check),
};

fn check(document: &Document, config: &Config, out: &mut Vec<Finding>) {
    let tree = document.tree();
    let said = |key: &PassageKey| 0 < tree.says(*key);
    let mut wanted: BTreeMap<PassageKey, bool> =
        BUILT_IN.iter().filter(|(key, _)| said(key)).map(|(key, alone)| (*key, *alone)).collect();
    let configured = config.boilerplate.iter().filter_map(|it| PassageKey::phrase(it));
    wanted.extend(configured.filter(said).map(|key| (key, false)));
    if wanted.is_empty() {
        return;
    }
    let metadata = document.metadata();
    for passage in tree.passages(|key| wanted.contains_key(&key)) {
        let told = metadata.fields.iter().any(|it| it.range.intersect(passage.range).is_some());
        let alone = wanted.get(&passage.key) == Some(&true);
        let block = paragraphs::lines(document, passage.range);
        if told
            || passage.range.start() < metadata.body_start()
            || alone && block.start() < passage.range.start()
        {
            continue;
        }
        let shown = paragraphs::shown(&document.text().slice(passage.range));
        let mut finding =
            Finding::new(passage.range, format!("`{shown}` is not part of the article"));
        finding.fixes.push(Fix {
            title: "Remove it".to_owned(),
            edit: paragraphs::removal(document, passage.range),
            safe: false,
        });
        out.push(finding);
    }
}

/// The built-in phrases, and whether each counts only as a paragraph of its own.
static BUILT_IN: LazyLock<Vec<(PassageKey, bool)>> = LazyLock::new(|| {
    let keys = |list: &[&str], alone: bool| -> Vec<(PassageKey, bool)> {
        list.iter().filter_map(|it| Some((PassageKey::phrase(it)?, alone))).collect()
    };
    let mut all = keys(PHRASES, false);
    all.extend(keys(WORDS, true));
    all
});

/// Too short to be told from a heading or an item of an article.
const WORDS: &[&str] = &[
    "Advertisement",
    "Advertisements",
    "Article continues below advertisement",
    "Continue reading",
    "Story continues below",
    "Anzeige",
    "Werbung",
    "Weiterlesen",
    "Publicité",
    "Lire la suite",
    "Publicidad",
    "Seguir leyendo",
    "Publicidade",
    "Continua a leggere",
    "Pubblicità",
    "Advertentie",
    "Lees verder",
    "Lees meer",
    "Reklama",
    "Czytaj dalej",
    "Реклама",
    "Читать далее",
    "广告",
    "阅读全文",
    "広告",
    "続きを読む",
];

const PHRASES: &[&str] = &[
    "Accept all cookies",
    "Accept cookies",
    "Advertisement - continue reading below",
    "Already a subscriber? Log in",
    "Already a subscriber? Sign in",
    "By continuing to use this site, you agree to our use of cookies",
    "Click to share on Facebook (Opens in new window)",
    "Click to share on Twitter (Opens in new window)",
    "Continue reading the main story",
    "Continue reading with a free trial",
    "Create a free account to continue reading",
    "Email this article",
    "Enable JavaScript to view the comments powered by Disqus",
    "Get our newsletter",
    "JavaScript is disabled in your browser",
    "Please enable JavaScript and cookies to continue",
    "Please enable JavaScript to view the comments powered by Disqus",
    "Please log in to continue reading",
    "Please subscribe to continue reading",
    "Print this article",
    "Read more on this story",
    "Recommended for you",
    "Register to continue reading",
    "Scroll down to continue reading",
    "Share on Facebook",
    "Share on LinkedIn",
    "Share on Pinterest",
    "Share on Twitter",
    "Share on WhatsApp",
    "Share on X",
    "Share this",
    "Share this article",
    "Share this page",
    "Share this post",
    "Share this story",
    "Share this via email",
    "Share this with your friends",
    "Sign in to continue reading",
    "Sign up for our daily newsletter",
    "Sign up for our free newsletter",
    "Sign up for our newsletter",
    "Sign up for our newsletters",
    "Sign up for our weekly newsletter",
    "Sign up to our newsletter",
    "Skip advertisement",
    "Skip to content",
    "Skip to main content",
    "Story continues below advertisement",
    "Subscribe now to continue reading",
    "Subscribe to continue",
    "Subscribe to continue reading",
    "Subscribe to our newsletter",
    "Subscribe to our newsletters",
    "Subscribe to our YouTube channel",
    "Subscribe to read more",
    "Support quality journalism",
    "Thank you for reading! Subscribe to continue",
    "This article is for subscribers only",
    "This content is for subscribers only",
    "This site uses cookies",
    "This website uses cookies",
    "Toggle navigation",
    "Tweet this",
    "We use cookies",
    "We value your privacy",
    "You have reached your article limit",
    // German
    "Abonnieren Sie unseren Newsletter",
    "Alle Cookies akzeptieren",
    "Artikel drucken",
    "Artikel teilen",
    "Auf Facebook teilen",
    "Auf Twitter teilen",
    "Diese Website verwendet Cookies",
    "Diesen Artikel teilen",
    "Diesen Beitrag teilen",
    "Jetzt abonnieren",
    "Jetzt weiterlesen",
    "Newsletter abonnieren",
    "Zum Inhalt springen",
    "Zum Newsletter anmelden",
    // French
    "Abonnez-vous à notre newsletter",
    "Abonnez-vous pour lire la suite",
    "Accepter tous les cookies",
    "Cet article est réservé aux abonnés",
    "Inscrivez-vous à notre newsletter",
    "La suite est réservée aux abonnés",
    "Partager cet article",
    "Partager sur Facebook",
    "Partager sur Twitter",
    "S’abonner",
    "S’abonner à la newsletter",
    // Spanish
    "Aceptar todas las cookies",
    "Compartir en Facebook",
    "Compartir en Twitter",
    "Comparte este artículo",
    "Compartir este artículo",
    "Contenido exclusivo para suscriptores",
    "Suscríbete a nuestra newsletter",
    "Suscríbete a nuestro boletín",
    "Suscríbete para seguir leyendo",
    // Portuguese
    "Aceitar todos os cookies",
    "Assine nossa newsletter",
    "Compartilhar no Facebook",
    "Compartilhe este artigo",
    "Conteúdo exclusivo para assinantes",
    "Inscreva-se em nossa newsletter",
    "Partilhar este artigo",
    // Italian
    "Accetta tutti i cookie",
    "Condividi questo articolo",
    "Condividi su Facebook",
    "Contenuto riservato agli abbonati",
    "Iscriviti alla newsletter",
    "Iscriviti alla nostra newsletter",
    // Dutch
    "Alle cookies accepteren",
    "Deel dit artikel",
    "Delen op Facebook",
    "Meld je aan voor onze nieuwsbrief",
    "Schrijf je in voor onze nieuwsbrief",
    // Polish
    "Akceptuj wszystkie pliki cookie",
    "Udostępnij artykuł",
    "Udostępnij na Facebooku",
    "Zapisz się do newslettera",
    "Zapisz się na newsletter",
    // Russian
    "Поделиться в соцсетях",
    "Поделиться с друзьями",
    "Подписаться на рассылку",
    "Подпишитесь на нашу рассылку",
    "Принять все файлы cookie",
    // Chinese
    "分享到微信",
    "分享到微博",
    "分享这篇文章",
    "订阅我们的电子报",
    "訂閱電子報",
    "分享這篇文章",
    // Japanese
    "この記事をシェア",
    "この記事をシェアする",
    "この続きを読むには会員登録が必要です",
    "メルマガに登録",
    "有料会員限定記事です",
];

#[cfg(test)]
mod tests {
    use super::BUILT_IN;
    use super::RULE;
    use crate::config::Config;
    use crate::fixture::files;
    use crate::fixture::workspace;
    use crate::rules::run;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    #[test]
    fn whole_blocks_are_reported_and_no_parts() {
        check(
            &RULE,
            "
# Notes

Body of it. And more.

### SHARE THIS ARTICLE:
    ^^^^^^^^^^^^^^^^^^^ `SHARE THIS ARTICLE:` is not part of the article

- [Share on Facebook](https://x.example/)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `Share on Facebook` is not part of the article
- Share this article with those who need it

  Share on X
  ^^^^^^^^^^ `Share on X` is not part of the article

> Share this article

Diesen Artikel teilen …
^^^^^^^^^^^^^^^^^^^^^^^ `Diesen Artikel teilen …` is not part of the article
",
        );
    }

    #[test]
    fn short_words_are_reported_as_paragraphs_only() {
        check(
            &RULE,
            "
# Notes

Body of it. And more.

**Advertisement**
^^^^^^^^^^^^^^^^^ `Advertisement` is not part of the article

## Advertisement

- Advertisement
",
        );
    }

    #[test]
    fn fields_and_titles_are_what_they_are() {
        check(
            &RULE,
            "
Share This Article

By A. Writer

Body of it. And more.

Read more: [Share this article](https://x.example/)
",
        );
    }

    #[test]
    fn configured_phrases_count_too() {
        let text = "# Notes\n\nBody of it.\n\nFollow the Gazette!\n";
        let mut host = workspace(&files(text));
        let boilerplate = vec!["follow the gazette".to_owned()];
        host.set_config(Config { boilerplate, ..Config::default() });
        let file = host.file_at("/seeds/a.seed").expect("a seed");
        assert_eq!(run(&RULE, &host.snapshot(), file).len(), 1);
    }

    #[test]
    fn the_fix_takes_the_block_away() {
        check_fix(&RULE, "# A\n\nB.\n\nShare this\n\nC.\n", "# A\n\nB.\n\nC.\n");
        check_fix(&RULE, "# A\n\nB.\n\n## Share this\n", "# A\n\nB.\n");
        check_fix(&RULE, "# A\r\n\r\nB.\r\n\r\nShare this", "# A\r\n\r\nB.");
        check_fix(&RULE, "# A\n\n- b\n- Share this\n- c\n", "# A\n\n- b\n- c\n");
    }

    #[test]
    fn no_phrase_is_listed_twice() {
        let mut keys: Vec<_> = BUILT_IN.iter().map(|(key, _)| *key).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
