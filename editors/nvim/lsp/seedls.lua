-- Read by `vim.lsp.enable("seedls")`. A user's own `lsp/seedls.lua` or `vim.lsp.config("seedls", …)` is merged over it.
return {
  cmd = { "seedls", "lsp" },
  filetypes = { "seed" },
  root_markers = { "seedls.toml", ".seedls.toml", ".config/seedls.toml", ".git" },
}
