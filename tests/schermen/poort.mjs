// A real gate with the demo's messages, and a real browser in front of it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PROGRAMMA = process.env.BERICHTENPOORT ?? "target/release/berichtenpoort";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Chromium looks things up outside unless it is told not to; as root it runs without a sandbox.
const OPTIES = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a gate that has played the demo; ends with `stop`. */
export async function startPoort() {
  const map = mkdtempSync(join(tmpdir(), "berichtenpoort-schermen-"));
  const kind = spawn(PROGRAMMA, ["demo", "--data", join(map, "demo"), "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let verteld = "";
  const basis = await new Promise((klaar, mis) => {
    kind.stdout.on("data", (stuk) => {
      verteld += stuk;
      const gevonden = /luistert op (http:\/\/[^\s]+?)\.?\s/.exec(verteld);
      if (gevonden) klaar(gevonden[1]);
    });
    kind.on("exit", (code) => mis(new Error(`the gate ended with ${code}:\n${verteld}`)));
  });
  const stop = async () => {
    const weg = new Promise((klaar) => kind.once("exit", klaar));
    kind.removeAllListeners("exit");
    const nuWeg = new Promise((klaar) => kind.once("exit", klaar));
    kind.kill("SIGINT");
    await Promise.race([weg, nuWeg]);
    rmSync(map, { recursive: true, force: true });
  };
  return { basis, stop };
}

export function startBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: OPTIES });
}
