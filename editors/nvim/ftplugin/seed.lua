-- A seed is Markdown with a header and a footer, and its text is verbatim: nothing here may reflow it.
if vim.b.did_ftplugin then
  return
end
vim.b.did_ftplugin = 1

vim.bo.commentstring = "<!-- %s -->"
vim.bo.textwidth = 0
vim.bo.fixendofline = false -- a missing final newline is part of the capture
vim.opt_local.formatoptions:remove({ "t", "c", "a" })
vim.opt_local.wrap = true
vim.opt_local.linebreak = true

-- The Markdown parser that Neovim ships highlights the body; `syntax/seed.vim` adds the labels.
vim.treesitter.language.register("markdown", "seed")
vim.b.seed_treesitter = pcall(vim.treesitter.start, 0, "markdown")
if vim.b.seed_treesitter then
  vim.bo.syntax = "seed" -- starting tree-sitter switches the other highlighter off
end

vim.b.undo_ftplugin = table.concat({
  "setlocal commentstring< textwidth< fixendofline< formatoptions< wrap< linebreak<",
  "unlet! b:seed_treesitter",
  "call v:lua.vim.treesitter.stop()",
}, " | ")
