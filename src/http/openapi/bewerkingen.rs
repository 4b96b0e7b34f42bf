//! Every operation of the API.

mod lokaal;
mod register;

use serde_json::{Value, json};

use super::bewerking::{Bewerking, Methode};
use super::partijen::partijen;
use super::schemas::Schemas;
use super::voorbeelden;
use crate::concept::Keuzes;
use crate::http::berichten::{BerichtenJson, BevindingenJson};
use crate::http::declaraties::{
    BesluitenJson, DeclaratieJson, DeclaratiesJson, DeclaratiesVraag, HerstelJson, HervatJson, HoudAanJson,
    KeurGoedJson, PrestatieJson, PrestatiesJson, PrestatiesVraag, WijsAfJson,
};
use crate::http::gebeurtenissen::{GebeurtenissenJson, GebeurtenissenVraag};
use crate::http::leveringen::LeveringenJson;
use crate::http::overzichten::OverzichtenJson;
use crate::http::overzichtvraag::{MAAND, OverzichtVraag};
use crate::http::postbus::{BevestigdJson, Bevestigingen, PostbusJson};
use crate::http::regels::{RegelJson, RegelsJson};
use crate::http::termijnen::{TermijnenJson, TermijnenVraag};
use crate::http::toets::ToetsJson;
use crate::http::verzoeken::{ConceptJson, ConceptVraag, VerzoekJson, VerzoekenJson, VerzoekenVraag};
use crate::http::vraag::{BerichtenVraag, PostbusVraag, RegelsVraag};
use crate::http::weergave::{BerichtJson, LeveringJson};
use crate::http::wijkteams::{WijkteamJson, WijkteamsJson, WijkteamsVraag};
use crate::overzicht::{ALLE, Kolom, Kolomsoort, Overzicht, PRESTATIES, Periode, Soort, Vorm};

/// What somebody who connects must know first.
pub(super) const INLEIDING: &str = "Software van gemeenten en aanbieders biedt hier berichten aan en haalt antwoorden op. \
Een fout komt als `application/problem+json`, met in `detail` wat er mis is en wat u kunt doen.\n\n\
**Herhalen is altijd veilig.** Dezelfde bytes nog eens aanbieden, of hetzelfde nog eens bevestigen, geeft hetzelfde antwoord \
(200 in plaats van 201) en verandert niets. Een aparte sleutel voor herhaling is daarom niet nodig.\n\n\
**Bladeren**: neem `_links.volgende.href` over zoals die is. Ontbreekt die, dan was dit de laatste bladzijde.\n\n\
Bedragen zijn hele eurocenten. Momenten zijn UTC; datums gelden in Nederland. De regels staan in gewone taal op `/regels`.";

type Alle = Vec<(String, &'static str, Value)>;

/// Puts operations down one after the other.
pub(super) struct Lijst<'s> {
    schemas: &'s mut Schemas,
    alle: Alle,
}

impl Lijst<'_> {
    fn zet(
        &mut self,
        methode: Methode,
        pad: &str,
        naam: &str,
        titel: &str,
        verder: impl FnOnce(Bewerking<'_>) -> Bewerking<'_>,
    ) {
        let bewerking = verder(Bewerking::nieuw(self.schemas, methode, pad, naam, titel)).klaar();
        self.alle.push((pad.to_owned(), methode.sleutel(), bewerking));
    }

    pub(super) fn get(
        &mut self,
        pad: &str,
        naam: &str,
        titel: &str,
        verder: impl FnOnce(Bewerking<'_>) -> Bewerking<'_>,
    ) {
        self.zet(Methode::Get, pad, naam, titel, verder);
    }

    fn put(
        &mut self,
        pad: &str,
        naam: &str,
        titel: &str,
        verder: impl FnOnce(Bewerking<'_>) -> Bewerking<'_>,
    ) {
        self.zet(Methode::Put, pad, naam, titel, verder);
    }

    pub(super) fn post(
        &mut self,
        pad: &str,
        naam: &str,
        titel: &str,
        verder: impl FnOnce(Bewerking<'_>) -> Bewerking<'_>,
    ) {
        self.zet(Methode::Post, pad, naam, titel, verder);
    }

    pub(super) fn patch(
        &mut self,
        pad: &str,
        naam: &str,
        titel: &str,
        verder: impl FnOnce(Bewerking<'_>) -> Bewerking<'_>,
    ) {
        self.zet(Methode::Patch, pad, naam, titel, verder);
    }
}

/// Path, method and description of every operation.
pub(super) fn alle(schemas: &mut Schemas) -> Alle {
    let mut lijst = Lijst { schemas, alle: Vec::new() };
    berichten(&mut lijst);
    postbus(&mut lijst);
    declaraties(&mut lijst);
    besluiten(&mut lijst);
    verzoeken(&mut lijst);
    overzichten(&mut lijst);
    register::begrippen(&mut lijst);
    register::codelijsten(&mut lijst);
    partijen(&mut lijst);
    lokaal::regels(&mut lijst);
    open(&mut lijst);
    lijst.alle
}

fn berichten(lijst: &mut Lijst<'_>) {
    const KOP: &str = "Berichten";
    lijst.post("/berichten", "biedBerichtAan", "Een bericht aanbieden", |een| {
        een.onder(KOP)
            .tekst(
                "201: het bericht is bewaard en gaat niet meer verloren. Het antwoord, een retourbericht of een 325, komt in uw \
                 postbus. 200: precies deze bytes waren er al; er verandert niets. 422: het bericht is geen goede XML, past \
                 niet bij zijn schema, of de ontvanger is hier niet bekend; het is niet aangenomen. 403: volgens de header \
                 komt het van een ander.",
            )
            .kan_wachten()
            .neemt_bericht(voorbeelden::START)
            .geeft_met::<BerichtJson>(201, "Aangenomen en bewaard.", voorbeelden::bericht())
            .geeft_met::<BerichtJson>(200, "Deze bytes waren er al: hetzelfde bericht.", voorbeelden::bericht())
            .met_header(201, "Location")
            .met_header(201, "Preference-Applied")
            .met_header(200, "Location")
            .met_header(200, "Preference-Applied")
            .leidt_naar(201, &["toonBericht", "toonInhoud", "toonBevindingen"], "/id")
            .fouten(&[403, 408, 413, 415, 422])
    });
    lijst.post("/berichten/_toets", "toetsBericht", "Een bericht toetsen zonder het te versturen", |een| {
        een.onder(KOP)
            .tekst(
                "Toetst XML, schema, de regels binnen het bericht en de landelijke lijsten. Wat eerdere berichten vragen, toetst \
                 de poort pas als u het bericht aanbiedt. Er wordt niets bewaard en niets verstuurd.",
            )
            .neemt_bericht(voorbeelden::START)
            .geeft_met::<ToetsJson>(200, "Wat de toets vond, ook als dat niets is.", voorbeelden::toets())
            .fouten(&[408, 413, 415])
    });
    lijst.get("/berichten", "zoekBerichten", "Berichten zoeken", |een| {
        een.onder(KOP)
            .tekst("De berichten die u verstuurde of kreeg, nieuwste eerst.")
            .vraag::<BerichtenVraag>()
            .geeft::<BerichtenJson>(200, "Een bladzijde met berichten.")
            .leidt_naar(200, &["toonBericht", "toonInhoud", "toonBevindingen"], "/berichten/0/id")
    });
    lijst.get("/berichten/{id}", "toonBericht", "Een bericht bekijken", |een| {
        een.onder(KOP).kan_wachten().geeft_met::<BerichtJson>(
            200,
            "Het bericht met zijn bevindingen.",
            voorbeelden::bericht(),
        )
    });
    lijst.get("/berichten/{id}/inhoud", "toonInhoud", "De XML van een bericht ophalen", |een| {
        een.onder(KOP).fouten(&[410]).geeft_inhoud(
            200,
            "Het bericht, byte voor byte zoals het is verstuurd.",
            json!({ "application/xml": { "schema": { "type": "string" } } }),
            &[],
        )
    });
    lijst.get("/berichten/{id}/bevindingen", "toonBevindingen", "De bevindingen bij een bericht", |een| {
        een.onder(KOP).geeft::<BevindingenJson>(200, "Alles wat de poort in het bericht vond.")
    });
    lijst.get("/berichten/{id}/leveringen", "toonLeveringen", "Naar wie een bericht ging", |een| {
        een.onder(KOP)
            .tekst("Hoe ver elke levering is. Wat er is geprobeerd, ziet alleen de partij voor wie de levering is.")
            .geeft::<LeveringenJson>(200, "De leveringen van het bericht.")
    });
}

fn postbus(lijst: &mut Lijst<'_>) {
    const KOP: &str = "Postbus";
    lijst.get("/postbus", "leesPostbus", "De postbus lezen", |een| {
        een.onder(KOP)
            .tekst(
                "Wat nog niet is bevestigd, oudste eerst. Met `wacht` blijft de vraag open tot er iets komt of de tijd om is.",
            )
            .vraag::<PostbusVraag>()
            .geeft_met::<PostbusJson>(200, "Wat er voor u klaarstaat.", voorbeelden::postbus())
            .leidt_naar(200, &["toonLevering", "bevestigLevering"], "/leveringen/0/id")
    });
    lijst.get("/postbus/{id}", "toonLevering", "Een levering bekijken", |een| {
        een.onder(KOP).tekst("Ook als zij al is bevestigd.").geeft_met::<LeveringJson>(
            200,
            "De levering.",
            voorbeelden::levering(),
        )
    });
    lijst.post("/postbus/_bevestig", "bevestigLeveringen", "Veel leveringen tegelijk bevestigen", |een| {
        een.onder(KOP)
            .tekst("Nog eens bevestigen verandert niets. Wat geen levering aan u is, staat bij `onbekend`.")
            .neemt::<Bevestigingen>(true, json!({ "leveringen": [voorbeelden::LEVERING] }))
            .geeft::<BevestigdJson>(200, "De leveringen, bevestigd.")
            .fouten(&[413])
    });
    lijst.post("/postbus/{id}/_bevestig", "bevestigLevering", "Bevestigen dat een levering er is", |een| {
        een.onder(KOP)
            .tekst("Doe dit als u het bericht zelf hebt bewaard. Nog eens bevestigen verandert niets.")
            .geeft_met::<LeveringJson>(200, "De levering, bevestigd.", voorbeelden::levering())
    });
}

fn declaraties(lijst: &mut Lijst<'_>) {
    const KOP: &str = "Declaraties";
    lijst.get("/declaraties", "zoekDeclaraties", "Declaraties zoeken", |een| {
        een.onder(KOP)
            .tekst("Wat wacht, meest dringende eerst; daarna wat is beantwoord, nieuwste eerst.")
            .vraag::<DeclaratiesVraag>()
            .geeft::<DeclaratiesJson>(200, "Een bladzijde met declaraties.")
            .leidt_naar(200, &["toonDeclaratie", "toonPrestaties", "toonBesluiten"], "/declaraties/0/id")
            .fouten(&[403])
    });
    lijst.get("/declaraties/{id}", "toonDeclaratie", "Een declaratie bekijken", |een| {
        een.onder(KOP).geeft::<DeclaratieJson>(200, "De declaratie.").fouten(&[403])
    });
    lijst.get("/declaraties/{id}/prestaties", "toonPrestaties", "De prestaties van een declaratie", |een| {
        een.onder(KOP)
            .vraag::<PrestatiesVraag>()
            .geeft::<PrestatiesJson>(200, "Een bladzijde met prestaties.")
            .fouten(&[403])
    });
    lijst.get(
        "/declaraties/{id}/prestaties/{regel}",
        "toonPrestatie",
        "Een prestatie met haar berekening",
        |een| een.onder(KOP).geeft::<PrestatieJson>(200, "De prestatie.").fouten(&[403]),
    );
    lijst.get("/declaraties/{id}/besluiten", "toonBesluiten", "Wat over een declaratie is besloten", |een| {
        een.onder(KOP)
            .tekst("Alleen voor de gemeente: wie wat wanneer besloot, in volgorde.")
            .geeft::<BesluitenJson>(200, "Alle besluiten.")
            .fouten(&[403])
    });
}

fn besluiten(lijst: &mut Lijst<'_>) {
    const KOP: &str = "Declaraties";
    const WIE: &str = "Alleen met een sleutel op naam van een medewerker van de gemeente.";
    fn af<'a>(een: Bewerking<'a>, tekst: &str) -> Bewerking<'a> {
        een.onder(KOP)
            .tekst(&format!("{tekst} {WIE}"))
            .geeft::<DeclaratieJson>(200, "De declaratie zoals die nu is.")
            .fouten(&[403, 409, 413, 415, 422])
    }
    lijst.post("/declaraties/{id}/_houdaan", "houdDeclaratieAan", "Een declaratie aanhouden", |een| {
        af(een, "Niemand kan haar goedkeuren tot zij is hervat.")
            .neemt::<HoudAanJson>(true, json!({ "reden": "Wij vragen het plan van aanpak op." }))
    });
    lijst.post("/declaraties/{id}/_hervat", "hervatDeclaratie", "Een declaratie hervatten", |een| {
        af(een, "Zij is niet langer aangehouden.").neemt::<HervatJson>(true, json!({}))
    });
    lijst.post("/declaraties/{id}/_wijsaf", "wijsPrestatiesAf", "Prestaties afwijzen", |een| {
        af(een, "Met een retourcode die de standaard daarvoor kent. Een credit kan niet worden afgewezen (IV085).")
            .neemt::<WijsAfJson>(
                true,
                json!({ "regels": [3, 4], "retourcode": "9321", "toelichting": "Meer uren dan in het plan van aanpak." }),
            )
    });
    lijst.post("/declaraties/{id}/_herstel", "herstelPrestaties", "Een afwijzing terugnemen", |een| {
        af(een, "Wat de regels afwijzen, blijft afgewezen.")
            .neemt::<HerstelJson>(true, json!({ "regels": [4] }))
    });
    lijst.post("/declaraties/{id}/_keurgoed", "keurDeclaratieGoed", "Een declaratie goedkeuren", |een| {
        af(een, "Keurt de versie goed die u zag. Is er intussen een nieuwere, dan volgt 409.")
            .neemt::<KeurGoedJson>(true, json!({ "versie": 2 }))
    });
}

fn verzoeken(lijst: &mut Lijst<'_>) {
    const KOP: &str = "Verzoeken";
    lijst.get("/verzoeken", "zoekVerzoeken", "Verzoeken zoeken", |een| {
        een.onder(KOP)
            .tekst("Verzoeken om een toewijzing (315) of wijziging (317), nieuwste eerst, met de dagen die er nog zijn.")
            .vraag::<VerzoekenVraag>()
            .geeft::<VerzoekenJson>(200, "Een bladzijde met verzoeken.")
            .leidt_naar(200, &["toonVerzoek", "toonConcept", "maakConcept", "bevestigConcept"], "/verzoeken/0/id")
            .fouten(&[403])
    });
    lijst.get("/verzoeken/{id}", "toonVerzoek", "Een verzoek bekijken", |een| {
        een.onder(KOP).geeft::<VerzoekJson>(200, "Het verzoek, product voor product.").fouten(&[403])
    });
    lijst.get(
        "/verzoeken/{id}/concept",
        "toonConcept",
        "Het antwoord zoals de poort het zou schrijven",
        |een| {
            een.onder(KOP)
                .tekst(
                    "Als gegevens, in woorden en als XML, met wat er nog ontbreekt. Er wordt niets bewaard.",
                )
                .vraag::<ConceptVraag>()
                .geeft::<ConceptJson>(200, "Het concept.")
                .fouten(&[403, 409, 422])
        },
    );
    lijst.post("/verzoeken/{id}/_concept", "maakConcept", "Het antwoord met eigen keuzes", |een| {
        een.onder(KOP)
            .tekst("Er wordt niets bewaard.")
            .neemt::<Keuzes>(false, voorbeelden::keuzes())
            .geeft::<ConceptJson>(200, "Het concept met deze keuzes.")
            .fouten(&[403, 409, 422])
    });
    lijst.post("/verzoeken/{id}/_bevestig", "bevestigConcept", "Het antwoord versturen", |een| {
        een.onder(KOP)
            .tekst(
                "Stuurt het concept met deze keuzes als bericht van de gemeente. Dezelfde keuzes nog eens bevestigen geeft 200 \
                 en hetzelfde bericht.",
            )
            .kan_wachten()
            .neemt::<Keuzes>(false, voorbeelden::keuzes())
            .geeft::<BerichtJson>(201, "Verstuurd.")
            .geeft::<BerichtJson>(200, "Deze keuzes waren al bevestigd: hetzelfde bericht.")
            .met_header(201, "Location")
            .met_header(200, "Location")
            .fouten(&[403, 409, 422])
    });
    lijst.get("/termijnen", "zoekTermijnen", "Termijnen zoeken", |een| {
        een.onder("Termijnen")
            .tekst("Meest dringende eerst.")
            .vraag::<TermijnenVraag>()
            .geeft::<TermijnenJson>(200, "Een bladzijde met termijnen.")
    });
    lijst.get("/gebeurtenissen", "zoekGebeurtenissen", "Meldingen lezen", |een| {
        een.onder("Meldingen")
            .tekst(
                "Wat er gebeurde en u moet weten, oudste eerst, elk één keer: een levering die mislukte of niet is opgehaald, een \
                 termijn die is verlopen, een sleutel die bijna verloopt. Bewaar het id van de laatste die u las, en lees de volgende \
                 keer daarvandaan verder.",
            )
            .vraag::<GebeurtenissenVraag>()
            .geeft::<GebeurtenissenJson>(200, "Een bladzijde met meldingen.")
    });
}

fn open(lijst: &mut Lijst<'_>) {
    const REGELS: &str = "Regels";
    const ZELF: &str = "Over deze API";
    lijst.get("/regels", "zoekRegels", "Regels zoeken", |een| {
        een.open()
            .onder(REGELS)
            .tekst("Alle regels, of die van een standaard, berichttype of niveau; alles in één keer.")
            .vraag::<RegelsVraag>()
            .geeft::<RegelsJson>(200, "De regels, op code.")
    });
    lijst.get("/regels/{code}", "toonRegel", "Een regel in gewone taal", |een| {
        een.open().onder(REGELS).geeft::<RegelJson>(200, "De regel.")
    });
    lijst.get("/wijkteams", "zoekWijkteams", "Welk wijkteam er voor een postcode is", |een| {
        een.open()
            .onder("Wijkteams")
            .tekst("Zonder postcode: alle wijkteams.")
            .vraag::<WijkteamsVraag>()
            .geeft::<WijkteamsJson>(200, "De wijkteams.")
            .fouten(&[503])
    });
    lijst.get("/wijkteams/{code}", "toonWijkteam", "Een wijkteam", |een| {
        een.open().onder("Wijkteams").geeft::<WijkteamJson>(200, "Het wijkteam.").fouten(&[503])
    });
    lijst.get("/openapi.json", "toonOpenapi", "Deze beschrijving als OpenAPI", |een| {
        een.open().onder(ZELF).geeft_inhoud(
            200,
            "Het document.",
            json!({ "application/json": { "schema": { "type": "object" } } }),
            &[],
        )
    });
    for (pad, naam, titel, mediatype) in [
        ("/docs", "toonPagina", "Deze beschrijving als pagina, om te lezen en te proberen", "text/html"),
        ("/docs/docs.css", "toonStijl", "De opmaak van die pagina", "text/css"),
        ("/docs/docs.js", "toonScript", "Het script van die pagina", "text/javascript"),
    ] {
        lijst.get(pad, naam, titel, |een| {
            let inhoud = json!({ mediatype: { "schema": { "type": "string" } } });
            een.open().onder(ZELF).geeft_inhoud(200, titel, inhoud, &[])
        });
    }
}

fn overzichten(lijst: &mut Lijst<'_>) {
    lijst.get("/overzichten", "zoekOverzichten", "Welke overzichten er zijn", |een| {
        een.onder("Overzichten").geeft::<OverzichtenJson>(200, "De overzichten met hun kolommen en filters.")
    });
    for overzicht in ALLE.iter().copied() {
        lijst.get(
            &format!("/overzichten/{}", overzicht.naam),
            &bewerkingsnaam(overzicht.naam),
            overzicht.titel,
            |een| toon_overzicht(een, overzicht),
        );
    }
    lijst.get("/prestaties", "zoekPrestaties", PRESTATIES.titel, |een| toon_overzicht(een, &PRESTATIES));
}

/// `maandcijfers` is asked for with `toonMaandcijfers`.
fn bewerkingsnaam(naam: &str) -> String {
    let delen = naam.split('-').map(|deel| {
        let mut tekens = deel.chars();
        tekens
            .next()
            .map(|eerste| eerste.to_uppercase().chain(tekens).collect::<String>())
            .unwrap_or_default()
    });
    format!("toon{}", delen.collect::<String>())
}

fn toon_overzicht<'a>(een: Bewerking<'a>, overzicht: &'static Overzicht) -> Bewerking<'a> {
    let (Periode::Maanden(periode) | Periode::Dagen(periode)) = overzicht.periode;
    let kent = |naam: &str| {
        ["formaat", "cursor", "limiet"].contains(&naam)
            || overzicht.filters.iter().any(|filter| filter.sleutel() == naam)
    };
    let dag_of_maand = match overzicht.periode {
        Periode::Maanden(_) => json!({ "type": "string", "pattern": MAAND }),
        Periode::Dagen(_) => json!({ "type": "string", "format": "date" }),
    };
    let json = [("application/json", json!({ "schema": bladzijde(overzicht) }))];
    let bestanden = Vorm::ALLE.map(|vorm| {
        let mediatype = vorm.mediatype().split(';').next().unwrap_or_default();
        (mediatype, json!({ "schema": { "type": "string", "contentMediaType": mediatype } }))
    });
    let inhoud = object(json.into_iter().chain(bestanden));
    een.onder("Overzichten")
        .tekst(&format!("{} De periode gaat over {periode}.", overzicht.toelichting))
        .vraag_met::<OverzichtVraag>(kent)
        .schema_van(&["van", "totEnMet"], &dag_of_maand)
        .geeft_inhoud(
            200,
            "Een bladzijde als JSON, of het geheel als bestand.",
            inhoud,
            &["Controletotaal", "Content-Disposition"],
        )
        .fouten(&[403])
}

/// The schema of a page of an overview, from its columns.
fn bladzijde(overzicht: &Overzicht) -> Value {
    let link =
        json!({ "type": "object", "properties": { "href": { "type": "string" } }, "required": ["href"] });
    let links = |namen: &[&str]| {
        let leden: serde_json::Map<_, _> =
            namen.iter().map(|naam| ((*naam).to_owned(), link.clone())).collect();
        json!({ "type": "object", "properties": leden })
    };
    let kolommen = overzicht.kolommen.iter().map(|kolom| (kolom.naam.to_owned(), cel(kolom)));
    let mut leden: serde_json::Map<_, _> = kolommen.collect();
    let namen: Vec<String> = leden.keys().cloned().collect();
    leden.insert("_links".to_owned(), links(&["prestatie", "prestaties", "bericht", "antwoord"]));
    let rij = json!({ "type": "object", "properties": leden, "required": namen });
    let sommen = std::iter::once("rijen").chain(overzicht.totalen.iter().copied());
    let sommen: serde_json::Map<_, _> =
        sommen.map(|naam| (naam.to_owned(), json!({ "type": "integer" }))).collect();
    let totaal = json!({ "type": "object", "properties": sommen });
    let rijen = if overzicht.soort == Soort::Prestaties { "prestaties" } else { "rijen" };
    let mut leden = vec![
        (rijen, json!({ "type": "array", "items": rij })),
        ("controletotaal", totaal.clone()),
        ("_links", links(&["volgende", "csv", "xlsx"])),
    ];
    if overzicht.soort != Soort::Prestaties {
        leden.push(("naam", json!({ "type": "string", "const": overzicht.naam })));
        leden.push(("titel", json!({ "type": "string" })));
    }
    if overzicht.soort == Soort::Betaallijst {
        leden.push(("perAanbieder", json!({ "type": "array", "items": totaal })));
    }
    json!({ "type": "object", "properties": object(leden), "required": [rijen, "controletotaal", "_links"] })
}

fn object<'n>(leden: impl IntoIterator<Item = (&'n str, Value)>) -> Value {
    leden.into_iter().map(|(naam, waarde)| (naam.to_owned(), waarde)).collect()
}

fn cel(kolom: &Kolom) -> Value {
    let soort = match kolom.soort {
        Kolomsoort::Tekst | Kolomsoort::Code | Kolomsoort::Maand | Kolomsoort::Datum => "string",
        Kolomsoort::Getal | Kolomsoort::Euro => "integer",
        Kolomsoort::Percentage => "number",
    };
    let vorm = match kolom.soort {
        Kolomsoort::Datum => Some(("format", json!("date"))),
        Kolomsoort::Maand => Some(("pattern", json!(MAAND))),
        _ => None,
    };
    let gewoon = [
        ("type", json!([soort, "null"])),
        ("title", json!(kolom.titel)),
        ("description", json!(kolom.uitleg)),
    ];
    object(gewoon.into_iter().chain(vorm))
}
