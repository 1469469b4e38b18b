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
syntax match seedLabel /^\%(title\|headline\|subject\|authors\=\|byline\|writer\|creator\|date\%(\s\=published\)\=\|published\%(\stime\|\son\)\=\|publish\s\=date\|pubdate\|posted\%(\son\)\=\|updated\|\%(last[ -]\=\)\=modified\|lastmod\|retrieved\|accessed\|clipped\|saved\|captured\|created\|original\%(\surl\)\=\|originally published at\|source\%(\surl\)\=\|url\%(\ssource\)\=\|link\|permalink\|canonical\|via\|related\%(\sarticles\=\)\=\|see also\|read more\|more\|credit\|photo\%(\scredit\)\=\|image\|picture\|site\|publisher\|language\|lang\|licen[cs]e\|rights\|summary\|description\|excerpt\|tags\|keywords\|categor\%(y\|ies\)\|archived\=\|markdown content\):/
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
