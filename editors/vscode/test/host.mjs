// Starts a real VS Code (the server and workbench inside npm's `code-server`) with this extension, opens it in a
// headless Chromium, and runs `test/index.js` inside its extension host. Called by `editors/test.sh vscode`:
//   node host.mjs CODE_SERVER_FOLDER CHROMIUM SEEDLS SEEDS_FOLDER

import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const [codeServer, browserPath, seedls, seeds] = process.argv.slice(2).map((one) => path.resolve(one));
const extension = path.resolve(import.meta.dirname, "..");
const home = fs.mkdtempSync(path.join(os.tmpdir(), "seedls-vscode-"));
const inHome = (...parts) => path.join(home, ...parts);
const testLog = inHome("tests.log");
const exitLog = inHome("exits.log");

// The workspace: the seeds, and one Markdown file that is none.
fs.mkdirSync(inHome("work"));
fs.cpSync(seeds, inHome("work", "seeds"), { recursive: true });
fs.writeFileSync(inHome("work", "notes.md"), "# Notes\n");
fs.writeFileSync(inHome("work", "seedls.toml"), "");

// A `seedls` that notes how each server ended. It is named in the settings, since VS Code takes PATH from a login shell.
const wrapper = `#!/bin/sh
"${seedls}" "$@"
code=$?
if [ "$1" = lsp ]; then echo $code >> "${exitLog}"; fi
exit $code
`;
fs.writeFileSync(inHome("seedls"), wrapper, { mode: 0o755 });

const settings = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "git.enabled": false,
  "chat.disableAIFeatures": true,
};
// The path belongs to a machine, so it is read from the settings of the machine that the server runs on.
for (const [folder, values] of [
  ["User", settings],
  ["Machine", { "seedls.path": inHome("seedls") }],
]) {
  fs.mkdirSync(inHome("data", folder), { recursive: true });
  fs.writeFileSync(inHome("data", folder, "settings.json"), JSON.stringify(values));
}

const port = await new Promise((give) => {
  const probe = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => give(port));
  });
});
const address = `http://127.0.0.1:${port}`;
const serverLog = fs.openSync(inHome("server.log"), "w");
const server = spawn(
  process.execPath,
  [
    path.join(codeServer, "lib/vscode/out/server-main.js"),
    ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
    ...["--accept-server-license-terms", "--telemetry-level", "off"],
    ...["--user-data-dir", inHome("data"), "--extensions-dir", inHome("extensions")],
    "--enable-smoke-test-driver", // without it the workbench ignores the request to run tests
  ],
  {
    env: {
      ...process.env,
      HOME: home,
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      SEEDLS_TEST_LOG: testLog,
      SEEDLS_EXIT_LOG: exitLog,
    },
    stdio: ["ignore", serverLog, serverLog],
    detached: true,
  },
);
const serverEnd = new Promise((give) => server.on("exit", give));

const minutes = (count) => count * 60_000;
const late = (what, time) => new Promise((_, fail) => setTimeout(() => fail(new Error(`${what} took too long`)), time).unref());

let browser;
let code = 1;
try {
  await Promise.race([listening(), late("the start of VS Code", minutes(1))]);
  browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const ended = new Promise((give) => page.exposeFunction("codeAutomationExit", give));
  await page.exposeFunction("codeAutomationLog", () => {});
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(path.join(extension, "test/index.js"))],
  ];
  const query = new URLSearchParams({ folder: inHome("work"), payload: JSON.stringify(payload) });
  await page.goto(`${address}/?${query}`);
  code = await Promise.race([ended, late("the tests", minutes(3))]);
} catch (error) {
  console.error(error.message);
} finally {
  const report = fs.existsSync(testLog) ? fs.readFileSync(testLog, "utf8") : "";
  process.stdout.write(report);
  // The workbench says 0 for tests that ran; the report must say that they passed.
  if (!/^\d+ passed, 0 failed$/m.test(report)) {
    code ||= 1;
    process.stdout.write(fs.readFileSync(inHome("server.log"), "utf8").split("\n").slice(-20).join("\n"));
  }
  await browser?.close();
  stop("SIGTERM");
  await Promise.race([serverEnd, late("the end of VS Code", 10_000)]).catch(() => {});
  stop("SIGKILL");
  fs.rmSync(home, { recursive: true, force: true });
}
process.exit(code);

async function listening() {
  for (;;) {
    try {
      if ((await fetch(`${address}/version`)).ok) {
        return;
      }
    } catch {
      // Not yet.
    }
    await new Promise((go) => setTimeout(go, 100));
  }
}

function stop(signal) {
  try {
    process.kill(-server.pid, signal);
  } catch {
    // All gone already.
  }
}
