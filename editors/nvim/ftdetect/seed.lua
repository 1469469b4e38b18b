-- Which files are seeds: `*.seed` anywhere, and the text and Markdown files below a folder `seeds`.
vim.filetype.add({
  extension = { seed = "seed" },
  pattern = {
    [".*/seeds/.*%.md"] = "seed",
    [".*/seeds/.*%.txt"] = "seed",
  },
})
