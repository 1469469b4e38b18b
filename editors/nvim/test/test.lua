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
  equal(vim.filetype.match({ filename = "/a/my-seeds/story.txt" }), "text")
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

check("the server ends cleanly", function()
  client():stop()
  wait_for("the server's end", function()
    return exit_code ~= nil
  end)
  equal(exit_code, 0)
end)

say(("%d passed, %d failed"):format(passed, failed))
vim.cmd(failed == 0 and "qall!" or "cquit 1")
