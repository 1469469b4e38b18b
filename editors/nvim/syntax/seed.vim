" The labels of a seed's header and footer. The Markdown in it is highlighted by tree-sitter where
" that runs, and by Neovim's own Markdown syntax where it does not.

if exists("b:current_syntax")
  finish
endif

if !get(b:, "seed_treesitter", 0)
  runtime! syntax/markdown.vim
  unlet! b:current_syntax
endif

syntax case ignore

" The first line that is not blank, unless it opens front matter or is a key line.
syntax match seedTitle /\%^\_s*\zs\%(---\|+++\|\[#\]:\|#\|[[:alnum:] _-]\{1,24}:\)\@![^[:space:]].*$/ contains=@Spell

syntax match seedBylineLabel /^\%(written by\|words by\|text by\|by\|von\|par\|por\)\ze\s\S/

" `Original url:`, `Related article:`, `Photo:` and their kin, at the start of a line.
syntax match seedLabel /^\%(originally[ _-]\=published[ _-]\=at\|markdown[ _-]\=content\|related[ _-]\=articles\|related[ _-]\=article\|date[ _-]\=published\|online[ _-]\=version\|published[ _-]\=time\|canonical[ _-]\=url\|date[ _-]\=accessed\|date[ _-]\=modified\|last[ _-]\=modified\|véase[ _-]\=también\|collected[ _-]\=at\|date[ _-]\=clipped\|date[ _-]\=created\|feature[ _-]\=name\|last[ _-]\=updated\|original[ _-]\=url\|photo[ _-]\=credit\|publish[ _-]\=date\|published[ _-]\=at\|published[ _-]\=on\|retrieved[ _-]\=on\|accessed[ _-]\=on\|archive[ _-]\=url\|captured[ _-]\=at\|description\|leggi[ _-]\=anche\|categories\|clipped[ _-]\=at\|created[ _-]\=at\|date[ _-]\=saved\|siehe[ _-]\=auch\|source[ _-]\=url\|start[ _-]\=date\|tumblr[ _-]\=url\|updated[ _-]\=at\|url[ _-]\=source\|voir[ _-]\=aussi\|canonical\|copyright\|ms\.author\|permalink\|posted[ _-]\=on\|published\|publisher\|read[ _-]\=more\|retrieved\|site[ _-]\=name\|timestamp\|заголовок\|accessed\|archived\|captured\|category\|headline\|hostname\|keywords\|language\|modified\|original\|pub[ _-]\=date\|saved[ _-]\=at\|see[ _-]\=also\|источник\|archive\|auteurs\|authors\|autoren\|autores\|autorin\|autorka\|autorzy\|clipped\|created\|creator\|excerpt\|lastmod\|licence\|license\|ms\.date\|picture\|related\|subject\|summary\|updated\|zie[ _-]\=ook\|auteur\|author\|autora\|autore\|autori\|byline\|credit\|fuente\|locale\|posted\|quelle\|rights\|source\|titolo\|titulo\|topics\|título\|writer\|źródło\|авторы\|autor\|datum\|fecha\|fonte\|image\|photo\|saved\|titel\|title\|titre\|tytuł\|автор\|bron\|date\|lang\|link\|more\|name\|site\|tags\|дата\|タイトル\|原文作者\|原文地址\|原文链接\|发布时间\|tag\|url\|via\|公開日\|投稿日\|작성일\|작성자\|by\|作者\|出典\|日期\|来源\|来自\|标题\|著者\|제목\|출처\):/
syntax match seedLabel /^\[#\]:\s\+\a[[:alnum:] _-]*:/

" Front matter: its fences and its keys.
syntax region seedFrontMatter matchgroup=seedDelimiter start=/\%^\_s*---\s*$/ end=/^\%(---\|\.\.\.\)\s*$/ contains=seedKey keepend
syntax region seedFrontMatter matchgroup=seedDelimiter start=/\%^\_s*+++\s*$/ end=/^+++\s*$/ contains=seedKey keepend
syntax match seedKey /^\s*[[:alnum:]_-]\+\ze\s*[:=]/ contained

highlight default link seedTitle Title
highlight default link seedBylineLabel Label
highlight default link seedLabel Label
highlight default link seedKey Label
highlight default link seedDelimiter Delimiter

let b:current_syntax = "seed"
