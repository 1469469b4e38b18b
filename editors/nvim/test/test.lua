-- Drives seedls from a real Neovim, without a screen. Run by `editors/test.sh nvim`, which starts it with `--clean`,
-- this plug-in in 'runtimepath', `seedls` on PATH, and a copy of `seeds/` as the working folder.
-- Every wait is for a condition; the limits only end a run in which it never comes.

local LIMIT = 10000
local passed, failed = 0, 0

local function say(text)
  io.stdout:write(text, "\n")
end

local function check(name, body)
  local ok, message = xpcall(body, debug.traceback)
  if ok then
    passed = passed + 1
    say("ok    " .. name)
  else
    failed = failed + 1
    say("FAIL  " .. name .. "\n" .. tostring(message))
  end
end

local function equal(actual, expected)
  if not vim.deep_equal(actual, expected) then
    error(("expected %s\n     got %s"):format(vim.inspect(expected), vim.inspect(actual)), 2)
  end
end

local function wait_for(what, condition)
  if not vim.wait(LIMIT, condition, 20) then
    error("never happened: " .. what, 2)
  end
end

local function contains(text, part)
  assert(text:find(part, 1, true), ("`%s` is not in: %s"):format(part, text))
end

local function edit(path)
  vim.cmd("silent edit! " .. vim.fn.fnameescape(path))
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read("*a")
  file:close()
  return bytes
end

local function client(filter)
  return vim.lsp.get_clients(vim.tbl_extend("error", { name = "seedls" }, filter or {}))[1]
end

-- Opens a seed, and gives when the server serves it.
local function open(path)
  edit(path)
  wait_for("a client for " .. path, function()
    local found = client({ bufnr = 0 })
    return found and found.initialized
  end)
end

-- What Neovim knows of the current buffer, in the form of the `.expected` files.
local function findings()
  local lines = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    local line = vim.api.nvim_buf_get_lines(0, diagnostic.lnum, diagnostic.lnum + 1, false)[1]
    local column = vim.fn.charidx(line .. " ", diagnostic.col, true) + 1
    lines[#lines + 1] = { diagnostic.lnum + 1, column, diagnostic.code }
  end
  table.sort(lines, function(a, b)
    return a[1] < b[1] or (a[1] == b[1] and (a[2] < b[2] or (a[2] == b[2] and a[3] < b[3])))
  end)
  return vim.tbl_map(function(finding)
    return ("%d:%d %s"):format(finding[1], finding[2], finding[3])
  end, lines)
end

local function expect_findings(expected)
  vim.wait(LIMIT, function()
    return vim.deep_equal(findings(), expected)
  end, 20)
  equal(findings(), expected)
end

local function expected_of(path)
  return vim.fn.readfile(path)
end

-- Puts the cursor on `text` and gives what hovering there shows, or fails.
local function hover(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. text, "cW") > 0, "not in the file: " .. text)
  vim.lsp.buf.hover()
  local shown
  wait_for("a hover on " .. text, function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        local buffer = vim.api.nvim_win_get_buf(window)
        shown = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
        return true
      end
    end
    return false
  end)
  vim.cmd("fclose!")
  return shown
end

local exit_code
vim.lsp.config("seedls", {
  settings = { seedls = { format = { "blank-lines" } } },
  on_exit = function(code)
    exit_code = code
  end,
})
vim.lsp.enable("seedls")

say(("Neovim %s"):format(vim.version()))

check("files are recognised by extension and folder", function()
  equal(vim.filetype.match({ filename = "/a/story.seed" }), "seed")
  equal(vim.filetype.match({ filename = "/a/seeds/story.txt" }), "seed")
  equal(vim.filetype.match({ filename = "/a/seeds/deep/down/story.md" }), "seed")
  equal(vim.filetype.match({ filename = "/a/README.md" }), "markdown")
  -- Some versions want to see a text before they say more of it.
  assert(vim.filetype.match({ filename = "/a/my-seeds/story.txt" }) ~= "seed")
end)

check("labels, title and Markdown are highlighted", function()
  edit("seeds/newspaper/harbour-strike.seed")
  local function group(line, column)
    return vim.fn.synIDattr(vim.fn.synID(line, column, 1), "name")
  end
  equal(group(1, 1), "seedTitle")
  equal(group(3, 1), "seedBylineLabel")
  equal(group(vim.fn.search("^Related article:"), 1), "seedLabel")
  equal(group(vim.fn.search("^Original url:"), 1), "seedLabel")
  assert(vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()], "no tree-sitter highlighting")
end)

check("saving keeps line endings, byte-order mark and a missing final newline", function()
  for _, name in ipairs({ "crlf.seed", "bom.seed", "no-final-newline.seed", "leading-blanks.txt", "crlf-yaml.md" }) do
    local path = "seeds/bytes/" .. name
    local before = read(path)
    edit(path)
    vim.cmd("silent write!")
    assert(read(path) == before, name .. " changed on saving")
  end
end)

check("the server starts for a seed, at the root of the project", function()
  open("seeds/broken/several.seed")
  equal(vim.fs.normalize(client().root_dir), vim.fs.normalize(vim.uv.fs_realpath(vim.fn.getcwd())))
  equal(client().server_info.name, "seedls")
end)

if failed > 0 then
  say("no server, so nothing else can be tried")
  vim.cmd("cquit 1")
end

check("findings stand where they should", function()
  for _, name in ipairs({ "several", "columns", "crlf-defects", "bom-defects" }) do
    open("seeds/broken/" .. name .. ".seed")
    expect_findings(expected_of("seeds/broken/" .. name .. ".expected"))
  end
end)

check("hovers tell of a date, a source and a link's target", function()
  open("seeds/newspaper/harbour-strike.seed")
  contains(hover("March 3, 2021"), "2021-03-03")
  contains(hover("https://news.example/2021/03/03"), "news.example")
  contains(hover("short-of-pilots.seed"), "Why the Harbour Is Short of Pilots")
end)

check("the outline begins with the title", function()
  open("seeds/markdown/lighthouse.seed")
  local items
  vim.lsp.buf.document_symbol({
    on_list = function(list)
      items = list.items
    end,
  })
  wait_for("an outline", function()
    return items ~= nil
  end)
  local text = table.concat(vim.tbl_map(function(item)
    return item.text
  end, items), "\n")
  contains(text, "A Lighthouse Learns to Count")
  contains(text, "What the birds did")
end)

check("an edit changes the findings, and undoing it brings them back", function()
  open("seeds/broken/unclosed-link-destination.seed")
  local expected = expected_of("seeds/broken/unclosed-link-destination.expected")
  expect_findings(expected)
  local row = vim.fn.search("nine-verses") - 1
  local line = vim.api.nvim_get_current_line()
  local _, last = line:find("nine-verses", 1, true)
  vim.api.nvim_buf_set_text(0, row, last, row, last, { ")" })
  expect_findings({})
  vim.cmd("silent undo")
  expect_findings(expected)
  local unchanged = vim.fn.undotree().seq_cur
  -- Characters of two, three and four bytes before the place, a new line, and one taken away.
  vim.api.nvim_buf_set_text(0, row, 0, row, 0, { "é漢𝄞 ", "" })
  vim.api.nvim_buf_set_lines(0, 1, 2, false, {})
  local l, c = expected[1]:match("^(%d+):(%d+)")
  expect_findings({ ("%d:%d unclosed-link-destination"):format(l, c) })
  vim.cmd("silent undo " .. unchanged)
  expect_findings(expected)
end)

check("an edit changes the findings in another buffer, seen or not", function()
  local original = "seeds/newspaper/harbour-strike.seed"
  local source = table.concat(vim.fn.readfile(original), "\n"):match("Original url:%s+(<[^>]+>)")
  local copy = { "The Pilots Stay Ashore", "", "By Mara Quill", "", "March 3, 2021", "", "They stay.", "" }
  table.insert(copy, "Original url: " .. source)
  vim.fn.writefile(copy, "seeds/copy.seed")
  open(original)
  local other = vim.api.nvim_get_current_buf()
  local function of_other()
    return #vim.diagnostic.get(other)
  end
  open("seeds/copy.seed") -- and the other is hidden
  expect_findings({ "9:15 duplicate-source" })
  wait_for("a finding in the hidden buffer", function()
    return of_other() == 1
  end)
  vim.api.nvim_buf_set_lines(0, 8, 9, false, { "Original url: <https://news.example/2021/03/03/ashore>" })
  expect_findings({})
  wait_for("no finding in the hidden buffer", function()
    return of_other() == 0
  end)
  vim.cmd("split " .. vim.fn.fnameescape(original))
  vim.cmd("wincmd p")
  vim.cmd("silent undo")
  wait_for("a finding in the other window", function()
    return of_other() == 1
  end)
  vim.cmd("silent undo 0 | only")
  vim.fn.delete("seeds/copy.seed")
  vim.cmd("bwipeout!")
end)

-- Puts the cursor on the first letter of `text`.
local function go_to(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. text, "cW") > 0, "not in the file: " .. text)
end

-- What a function that takes `on_list` lists.
local function listed(ask)
  local items
  ask({
    on_list = function(list)
      items = list.items
    end,
  })
  wait_for("a list", function()
    return items ~= nil
  end)
  return items
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

check("a link leads to its seed, and a heading to those who link to it", function()
  open("seeds/newspaper/harbour-strike.seed")
  go_to("short-of-pilots.seed")
  vim.lsp.buf.definition()
  wait_for("the other seed", function()
    return vim.fs.basename(vim.api.nvim_buf_get_name(0)) == "short-of-pilots.seed"
  end)
  open("seeds/markdown/lighthouse.seed")
  go_to("## The numbers")
  vim.fn.search("numbers")
  local places = listed(function(options)
    vim.lsp.buf.references({ includeDeclaration = false }, options)
  end)
  equal(vim.tbl_map(function(item)
    return item.lnum
  end, places), { 9, 18 })
end)

check("a heading is renamed with its links", function()
  open("seeds/markdown/lighthouse.seed")
  local before = lines()
  go_to("## The numbers")
  vim.fn.search("numbers")
  vim.lsp.buf.rename("The sums")
  wait_for("the new name", function()
    return vim.tbl_contains(lines(), "## The sums")
  end)
  equal(lines()[9], "- [The numbers](#the-sums)")
  vim.cmd("silent undo")
  equal(lines(), before)
end)

check("seeds, headings and authors are found by a few letters", function()
  open("seeds/markdown/lighthouse.seed")
  local function names(query)
    local items = listed(function(options)
      vim.lsp.buf.workspace_symbol(query, options)
    end)
    return table.concat(vim.tbl_map(function(item)
      return item.text
    end, items), "\n")
  end
  contains(names("hrbr plts"), "Harbour Pilots Vote to Strike")
  contains(names("effie"), "Effie Strachan")
end)

check("a lens tells how many seeds link here, and leads to them", function()
  open("seeds/newspaper/short-of-pilots.seed")
  local lens = vim.lsp.codelens
  if not lens.enable then -- Neovim 0.11 runs only what it has shown
    lens.refresh()
    wait_for("a lens", function()
      return vim.tbl_get(lens.get(0), 1, "command", "title") ~= nil
    end)
  end
  vim.fn.cursor(1, 1)
  lens.run()
  wait_for("a list of places", function()
    return vim.bo.buftype == "quickfix"
  end)
  contains(vim.fn.getqflist({ title = true }).title, "seeds link here")
  assert(#vim.fn.getqflist() > 1)
  vim.cmd("cclose")
end)

check("hints tell the titles of linked seeds", function()
  open("seeds/markdown/lighthouse.seed")
  vim.lsp.inlay_hint.enable(true)
  local hints = {}
  wait_for("hints", function()
    hints = vim.lsp.inlay_hint.get({ bufnr = 0 })
    return #hints > 0
  end)
  equal(hints[1].inlay_hint.label, "2018-09-12")
  vim.lsp.inlay_hint.enable(false)
end)

check("colours come by meaning", function()
  open("seeds/newspaper/harbour-strike.seed")
  local kind
  wait_for("tokens", function()
    local tokens = vim.lsp.semantic_tokens.get_at_pos(0, 0, 0) or {}
    kind = tokens[1] and tokens[1].type
    return kind ~= nil
  end)
  equal(kind, "class")
end)

check("header and sections fold", function()
  open("seeds/markdown/lighthouse.seed")
  vim.wo.foldexpr = "v:lua.vim.lsp.foldexpr()"
  vim.wo.foldmethod = "expr"
  wait_for("folds", function()
    vim.cmd("normal! zxzM")
    return vim.fn.foldclosed(14) == 12
  end)
  equal(vim.fn.foldclosedend(14), 14)
  vim.cmd("normal! zR")
  vim.wo.foldmethod = "manual"
end)

check("a client's settings count: blank lines are made tidy", function()
  open("seeds/markdown/lighthouse.seed")
  local before = lines()
  vim.api.nvim_buf_set_lines(0, 1, 1, false, { "", "" })
  vim.lsp.buf.format()
  equal(lines(), before)
end)

check("all that is safe is mended at once", function()
  open("seeds/broken/unclosed-link-destination.seed")
  expect_findings(expected_of("seeds/broken/unclosed-link-destination.expected"))
  vim.lsp.buf.code_action({ context = { only = { "source.fixAll" }, diagnostics = {} }, apply = true })
  expect_findings({})
  vim.cmd("silent undo")
end)

-- Completion needs somebody who types, so it is tried in a Neovim of its own.
check("completion offers what can stand there", function()
  local runtime = vim.fn.fnamemodify(vim.api.nvim_get_runtime_file("lsp/seedls.lua", false)[1], ":h:h")
  local child = vim.fn.jobstart({
    vim.env.SEEDLS_NVIM, "--embed", "--headless", "--clean", "-n", "--cmd", "set rtp^=" .. vim.fn.fnameescape(runtime),
  }, { rpc = true })
  assert(child > 0)
  local function lua(code, ...)
    return vim.rpcrequest(child, "nvim_exec_lua", code, { ... })
  end
  local function type_keys(keys)
    vim.rpcrequest(child, "nvim_input", keys)
  end
  -- Types `text` in a line of its own, and gives what is offered there.
  local function offered(text)
    type_keys("<Esc>:enew!<CR>")
    lua([[
      vim.cmd.edit({ "seeds/markdown/lighthouse.seed", bang = true })
      vim.fn.search("^Related", "W")
    ]])
    type_keys("O" .. text .. "<C-x><C-o>")
    local words
    wait_for("an offer after " .. text, function()
      words = lua("return vim.fn.pumvisible() == 1 and vim.fn.complete_info({ 'items' }).items or nil")
      return words ~= nil and words ~= vim.NIL
    end)
    return vim.tbl_map(function(item)
      return item.abbr ~= "" and item.abbr or item.word
    end, words)
  end
  lua([[
    vim.lsp.enable("seedls")
    vim.o.completeopt = "menuone,noselect"
    vim.cmd.edit("seeds/markdown/lighthouse.seed")
  ]])
  wait_for("a client", function()
    return lua("local c = vim.lsp.get_clients({ bufnr = 0 })[1] return c ~= nil and c.initialized")
  end)
  contains(table.concat(offered("[why](../newspaper/sh"), "\n"), "short-of-pilots.seed")
  contains(table.concat(offered("[x](#the-l"), "\n"), "the-lamp")
  type_keys("<C-n><C-y>)<Esc>")
  wait_for("the link", function()
    return lua("return vim.api.nvim_get_current_line()"):find("^%[x%]%(#the%-l%a+%)$") ~= nil
  end)
  vim.fn.jobstop(child)
end)

check("web addresses are asked by command", function()
  open("seeds/newspaper/harbour-strike.seed")
  local said
  local notify = vim.notify
  vim.notify = function(text)
    said = text
  end
  -- The seed's hosts have names that nobody can have, so nothing is asked.
  vim.cmd("SeedCheckLinks")
  wait_for("an answer", function()
    return said ~= nil
  end)
  vim.notify = notify
  assert(said:find("^%d+ web addresses: 0 moved, 0 gone$"), said)
end)

check("the server tells its state for a report", function()
  local answer = assert(client():request_sync("seedls/status", {}, LIMIT))
  contains(answer.result.text, "editor: Neovim")
  contains(answer.result.text, "failures: 0")
end)

check("the server ends cleanly", function()
  client():stop()
  wait_for("the server's end", function()
    return exit_code ~= nil
  end)
  equal(exit_code, 0)
end)

say(("%d passed, %d failed"):format(passed, failed))
vim.cmd(failed == 0 and "qall!" or "cquit 1")
