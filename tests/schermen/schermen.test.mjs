// The screens in a real browser, as people use them: with eyes, with a keyboard, with large letters, with a screen reader, without
// scripts. axe-core judges every page in every state with every rule on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startBrowser, startPoort } from "./poort.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GOED = readFileSync("fixtures/berichten/ijw/JW301.xml", "utf8");
const FOUT = GOED.replace(/<([\w]+:)?Voornamen>[\s\S]*?<\/\1?Voornamen>/, "").replace("</", "<Onbekend/></");

let poort, browser;
before(async () => {
  [poort, browser] = await Promise.all([startPoort(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await poort?.stop();
});

/** Every page in every state that everybody can see: its name, and the way to it. */
const STATEN = {
  begin: (p) => p.goto("/"),
  "wijkteam, nog niets gevraagd": (p) => p.goto("/wijkteam"),
  "wijkteam, geen postcode": (p) => p.goto("/wijkteam?postcode=x"),
  "wijkteam, niet gevonden": (p) => p.goto("/wijkteam?postcode=9999ZZ"),
  "controleren, leeg": (p) => p.goto("/controleer"),
  "controleren, niets ingevuld": (p) => controleer(p, ""),
  "controleren, geldig": (p) => controleer(p, GOED),
  "controleren, met fouten": (p) => controleer(p, FOUT),
  regels: (p) => p.goto("/regels"),
  "regels, niets gevonden": (p) => p.goto("/regels?zoek=bestaatniet"),
  "een regel": (p) => p.goto("/regels/TR019"),
  "niet gevonden": (p) => p.goto("/bestaat-niet"),
};

async function controleer(pagina, bericht) {
  await pagina.goto("/controleer");
  await pagina.getByLabel("Het bericht").fill(bericht);
  await pagina.getByRole("button", { name: "Controleer" }).click();
  await pagina.waitForLoadState();
}

async function pagina(opties = {}) {
  const omgeving = await browser.newContext({ baseURL: poort.basis, locale: "nl-NL", ...opties });
  const een = await omgeving.newPage();
  een.fouten = [];
  een.on("pageerror", (fout) => een.fouten.push(String(fout)));
  een.on("console", (regel) => {
    // The browser tells of any answer of 400 and up; those are asked for here.
    if (regel.type() === "error" && !regel.text().includes("status of")) een.fouten.push(regel.text());
  });
  return een;
}

for (const kleuren of ["light", "dark"]) {
  test(`axe vindt op geen pagina iets, ${kleuren === "dark" ? "donker" : "licht"}`, async () => {
    const een = await pagina({ colorScheme: kleuren });
    for (const [naam, ga] of Object.entries(STATEN)) {
      await ga(een);
      // A script in the page would be refused by the page's own policy: it is evaluated beside it.
      await een.evaluate(AXE);
      const { violations } = await een.evaluate(() =>
        globalThis.axe.run(document, {
          rules: Object.fromEntries(globalThis.axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }])),
        }),
      );
      const gevonden = violations.map((een) => `${een.id}: ${een.nodes.map((plek) => plek.html).join(" | ")}`);
      assert.deepEqual(gevonden, [], naam);
      assert.deepEqual(een.fouten, [], naam);
    }
  });
}

test("bij 400 % vergroting past elke pagina in de breedte", async () => {
  const een = await pagina({ viewport: { width: 320, height: 256 } });
  for (const [naam, ga] of Object.entries(STATEN)) {
    await ga(een);
    const [breed, past] = await een.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(breed <= past, `${naam}: ${breed} wide in ${past}`);
  }
});

test("met het toetsenbord is een bericht te controleren, en de regel erachter te lezen", async () => {
  const een = await pagina();
  await een.goto("/");
  await een.keyboard.press("Tab");
  assert.equal(await een.evaluate(() => document.activeElement.textContent), "Naar de inhoud");
  await een.keyboard.press("Enter");
  assert.equal(await een.evaluate(() => document.activeElement.id), "inhoud");
  await naar(een, "Een bericht controleren");
  await een.keyboard.press("Enter");
  await een.waitForURL("**/controleer");
  await naar(een, "Het bericht");
  await een.keyboard.insertText(FOUT);
  await naar(een, "Controleer");
  await een.keyboard.press("Enter");
  await een.getByRole("heading", { name: /bevinding/ }).waitFor();
});

/** Goes on with Tab until the thing with this name has the focus, which must be visible there. */
async function naar(pagina, naam) {
  for (let keer = 0; keer < 40; keer += 1) {
    await pagina.keyboard.press("Tab");
    const hier = await pagina.evaluate(() => {
      const een = document.activeElement;
      const stijl = getComputedStyle(een);
      return { naam: een.labels?.[0]?.textContent ?? een.textContent.trim(), rand: parseFloat(stijl.outlineWidth) };
    });
    if (hier.naam === naam) {
      assert.ok(hier.rand >= 2, `the focus cannot be seen at ${naam}`);
      return;
    }
  }
  assert.fail(`${naam} cannot be reached with Tab`);
}

test("zonder scripts werkt alles", async () => {
  const een = await pagina({ javaScriptEnabled: false });
  await controleer(een, GOED);
  assert.match(await een.getByRole("heading", { level: 2 }).first().textContent(), /JW301: geen fouten gevonden/);
  await een.goto("/regels");
  await een.getByLabel("Zoek op code, bericht of woord").fill("TR019");
  await een.getByRole("button", { name: "Zoek" }).click();
  await een.getByRole("link", { name: "TR019", exact: true }).click();
  assert.match(await een.getByRole("heading", { level: 1 }).textContent(), /^TR019: /);
});

test("een bestand dat op het formulier valt, is het bestand van het formulier", async () => {
  const een = await pagina();
  await een.goto("/controleer");
  const bestand = await een.evaluateHandle((inhoud) => {
    const stapel = new DataTransfer();
    stapel.items.add(new File([inhoud], "JW301.xml", { type: "text/xml" }));
    return stapel;
  }, GOED);
  await een.dispatchEvent("form[data-neerzetten]", "drop", { dataTransfer: bestand });
  await een.getByRole("button", { name: "Controleer" }).click();
  await een.getByRole("heading", { name: "JW301: geen fouten gevonden" }).waitFor();
});

test("wat iemand plakt komt als tekst terug en nooit als opmaak", async () => {
  const een = await pagina();
  await controleer(een, '<Bericht><img src=x onerror="alert(1)"></Bericht>');
  await een.getByRole("heading", { name: /bevinding/ }).waitFor();
  assert.equal(await een.locator("main img").count(), 0);
  assert.deepEqual(een.fouten, []);
});
