-- Read by `vim.lsp.enable("seedls")`. A user's own `lsp/seedls.lua` or `vim.lsp.config("seedls", …)` is merged over it.

-- What a lens above a title does: goes to the one place that it names, or lists them.
vim.lsp.commands["seedls.showReferences"] = function(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local encoding = client and client.offset_encoding or "utf-16"
  local places = command.arguments[3] or {}
  if #places == 1 then
    vim.lsp.util.show_document(places[1], encoding, { focus = true })
  elseif #places > 1 then
    local items = vim.lsp.util.locations_to_items(places, encoding)
    vim.fn.setqflist({}, " ", { title = command.title, items = items })
    vim.cmd("botright copen")
  end
end

return {
  cmd = { "seedls", "lsp" },
  filetypes = { "seed" },
  init_options = { showReferences = true },
  root_markers = { "seedls.toml", ".seedls.toml", ".config/seedls.toml", ".git" },
}
