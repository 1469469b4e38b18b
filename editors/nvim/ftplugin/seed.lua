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

-- Asks web addresses whether they still hold their pages: those of this seed, or with `!` of all.
vim.api.nvim_buf_create_user_command(0, "SeedCheckLinks", function(options)
  local client = vim.lsp.get_clients({ name = "seedls", bufnr = 0 })[1]
  if not client then
    return vim.notify("seedls does not run here", vim.log.levels.ERROR)
  end
  local uris = options.bang and {} or { vim.uri_from_bufnr(0) }
  local command = { title = "Check web addresses", command = "seedls.checkLinks", arguments = uris }
  client:exec_cmd(command, { bufnr = 0 }, function(failure, result)
    if failure then
      vim.notify(failure.message, vim.log.levels.ERROR)
    elseif type(result) == "table" then
      vim.notify(("%d web addresses: %d moved, %d gone"):format(result.addresses, result.moved, result.gone))
    end
  end)
end, { bang = true, desc = "Ask web addresses whether they still hold their pages" })

vim.b.undo_ftplugin = table.concat({
  "setlocal commentstring< textwidth< fixendofline< formatoptions< wrap< linebreak<",
  "unlet! b:seed_treesitter",
  "call v:lua.vim.treesitter.stop()",
  "silent! delcommand -buffer SeedCheckLinks",
}, " | ")
