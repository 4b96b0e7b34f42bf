// Sends a request of the page and shows what comes back. The key stays in this page and is never stored.
"use strict";

function adres(formulier) {
  let pad = formulier.dataset.pad;
  const vraag = new URLSearchParams();
  for (const veld of formulier.querySelectorAll("[data-in]")) {
    const waarde = veld.value;
    if (veld.dataset.in === "path") pad = pad.replace("{" + veld.name + "}", encodeURIComponent(waarde));
    if (veld.dataset.in === "query" && waarde !== "") vraag.append(veld.name, waarde);
  }
  const tekst = vraag.toString();
  return formulier.dataset.basis + pad + (tekst ? "?" + tekst : "");
}

function instelling(formulier) {
  const headers = new Headers();
  const sleutel = document.getElementById("sleutel").value.trim();
  if (sleutel && formulier.dataset.open !== "ja") headers.set("Authorization", "Bearer " + sleutel);
  for (const veld of formulier.querySelectorAll("[data-in=header]")) {
    if (veld.value !== "") headers.set(veld.name, veld.value);
  }
  const inhoud = formulier.querySelector("[data-in=body]");
  const keuze = { method: formulier.dataset.methode, headers, credentials: "omit", redirect: "error" };
  if (inhoud && inhoud.value !== "") {
    headers.set("Content-Type", inhoud.dataset.soort);
    keuze.body = inhoud.value;
  }
  return keuze;
}

async function toon(antwoord, uit) {
  const soort = antwoord.headers.get("Content-Type") || "";
  const regels = ["HTTP " + antwoord.status];
  antwoord.headers.forEach((waarde, naam) => regels.push(naam + ": " + waarde));
  let tekst;
  if (soort.includes("json")) {
    tekst = await antwoord.text();
    try { tekst = JSON.stringify(JSON.parse(tekst), null, 2); } catch { /* shown as it came */ }
  } else if (soort.includes("xml") || soort.startsWith("text/")) {
    tekst = await antwoord.text();
  } else {
    tekst = "(" + (await antwoord.blob()).size + " bytes)";
  }
  uit.textContent = regels.join("\n") + "\n\n" + tekst;
}

for (const formulier of document.querySelectorAll("form[data-pad]")) {
  formulier.addEventListener("submit", async (gebeurtenis) => {
    gebeurtenis.preventDefault();
    const uit = formulier.querySelector("output");
    const doel = document.createElement("pre");
    uit.replaceChildren(doel);
    doel.textContent = "Bezig…";
    try {
      await toon(await fetch(adres(formulier), instelling(formulier)), doel);
    } catch {
      doel.textContent = "Er kwam geen antwoord. Controleer of de poort bereikbaar is en probeer het opnieuw.";
    }
  });
}

// Opens what the address points at.
function open() {
  const deel = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (deel && deel.tagName === "DETAILS") deel.open = true;
}
addEventListener("hashchange", open);
open();
