//! `/overzichten`: what a backoffice asks every month, as JSON, CSV and XLSX.

use std::fs::File;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use tokio::io::AsyncReadExt;

use super::overzichtvraag::{Antwoordvorm, OverzichtVraag, achter};
use super::probleem::Probleem;
use super::toegang::Beller;
use super::vraag::Zoekvraag;
use super::weergave::{Link, bericht_pad, link};
use crate::http::openapi::woord;
use crate::overzicht::{ALLE, Controletotaal, Kop, Overzicht, Periode, Rij, Soort, Vorm, Waarde, met_naam};
use crate::poort::{Export, Poort};
use crate::store::{Bladzijde, Overzichtvraag};
use crate::tijd::in_woorden;

/// What the rows of a file add up to.
const CONTROLETOTAAL: HeaderName = HeaderName::from_static("controletotaal");
/// Bytes of a file that are sent at once.
const STUK: usize = 64 * 1024;

/// An overview, as one of many.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OverzichtJson {
    naam: &'static str,
    titel: &'static str,
    toelichting: &'static str,
    /// What `van` and `totEnMet` are about, and whether they are months or days.
    periode: &'static str,
    #[schemars(with = "woord::PeriodeIn")]
    periode_in: &'static str,
    kolommen: Vec<KolomJson>,
    controletotaal: Vec<&'static str>,
    filters: Vec<&'static str>,
    #[serde(rename = "_links")]
    links: OverzichtLinks,
}

#[derive(Debug, Serialize, JsonSchema)]
struct KolomJson {
    naam: &'static str,
    titel: &'static str,
    #[schemars(with = "woord::Kolomsoort")]
    soort: &'static str,
    uitleg: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct OverzichtLinks {
    #[serde(rename = "self")]
    zelf: Link,
    csv: Link,
    xlsx: Link,
}

impl From<&'static Overzicht> for OverzichtJson {
    fn from(overzicht: &'static Overzicht) -> OverzichtJson {
        let (periode_in, periode) = match overzicht.periode {
            Periode::Maanden(van) => ("maanden", van),
            Periode::Dagen(van) => ("dagen", van),
        };
        let kolom = |kolom: &crate::overzicht::Kolom| KolomJson {
            naam: kolom.naam,
            titel: kolom.titel,
            soort: kolom.soort.sleutel(),
            uitleg: kolom.uitleg,
        };
        let pad = pad_van(overzicht);
        OverzichtJson {
            naam: overzicht.naam,
            titel: overzicht.titel,
            toelichting: overzicht.toelichting,
            periode,
            periode_in,
            kolommen: overzicht.kolommen.iter().map(kolom).collect(),
            controletotaal: std::iter::once("rijen").chain(overzicht.totalen.iter().copied()).collect(),
            filters: overzicht.filters.iter().map(|filter| filter.sleutel()).collect(),
            links: OverzichtLinks {
                csv: link(format!("{pad}?formaat=csv")),
                xlsx: link(format!("{pad}?formaat=xlsx")),
                zelf: link(pad),
            },
        }
    }
}

fn pad_van(overzicht: &Overzicht) -> String {
    match overzicht.soort {
        Soort::Prestaties => "/api/v1/prestaties".to_owned(),
        _ => format!("/api/v1/overzichten/{}", overzicht.naam),
    }
}

/// All overviews.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OverzichtenJson {
    overzichten: Vec<OverzichtJson>,
}

/// `GET /overzichten`: which overviews there are.
pub(super) async fn lijst(_: Beller) -> Json<OverzichtenJson> {
    Json(OverzichtenJson { overzichten: ALLE.iter().copied().map(OverzichtJson::from).collect() })
}

/// `GET /overzichten/{naam}`: one of them.
pub(super) async fn toon(
    State(poort): State<Poort>,
    beller: Beller,
    naam: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    Zoekvraag(vraag): Zoekvraag<OverzichtVraag>,
) -> Result<Response, Probleem> {
    let overzicht = naam.ok().and_then(|Path(naam)| met_naam(&naam)).ok_or_else(|| {
        let namen: Vec<&str> = ALLE.iter().map(|overzicht| overzicht.naam).collect();
        Probleem::niet_gevonden(&format!("Dit overzicht bestaat niet. Kies uit: {}.", namen.join(", ")))
    })?;
    antwoord(&poort, &beller, overzicht, &headers, &vraag).await
}

/// An overview in the form that was asked for.
pub(super) async fn antwoord(
    poort: &Poort,
    beller: &Beller,
    overzicht: &'static Overzicht,
    headers: &HeaderMap,
    vraag: &OverzichtVraag,
) -> Result<Response, Probleem> {
    if !beller.0.soort.heeft_berichten() {
        return Err(Probleem::verboden(
            "Overzichten zijn er voor gemeenten en aanbieders. Een wijkteam vraagt zijn gemeente om het overzicht.",
        ));
    }
    let bij_store = Overzichtvraag {
        overzicht,
        partij: beller.0.clone(),
        codes: poort.codes_van(&beller.0).await?,
        filter: vraag.filter(overzicht)?,
        vandaag: poort.klok.vandaag(),
    };
    match vraag.vorm(headers)? {
        Antwoordvorm::Json => {
            let plaats = vraag.plaats()?;
            let bladzijde =
                poort.store.overzicht_bladzijde(&bij_store, plaats.as_ref(), vraag.limiet).await?;
            let bladzijde = bladzijde.ok_or_else(OverzichtVraag::cursor_past_niet)?;
            Ok(Json(BladzijdeJson { overzicht, vraag, bladzijde }).into_response())
        }
        Antwoordvorm::Bestand(vorm) => {
            let export = poort.exporteer(&bij_store, vorm, kop(poort, beller, overzicht, vraag)).await?;
            bestand(&bij_store, vorm, export.ok_or_else(Probleem::te_druk)?)
        }
    }
}

/// What a spreadsheet tells of itself.
fn kop(poort: &Poort, beller: &Beller, overzicht: &Overzicht, vraag: &OverzichtVraag) -> Kop {
    let (Periode::Maanden(periode) | Periode::Dagen(periode)) = overzicht.periode;
    let gekozen: Vec<String> =
        vraag.gekozen().map(|(naam, waarde)| format!("{}: {waarde}", naam.sleutel())).collect();
    let gekozen = if gekozen.is_empty() { "geen".to_owned() } else { gekozen.join("; ") };
    let regel = |naam: &str, tekst: String| (naam.to_owned(), tekst);
    Kop {
        regels: vec![
            regel("Gemaakt op", format!("{} (Nederlandse tijd)", in_woorden(poort.klok.nu()))),
            regel("Gemaakt voor", format!("{} ({})", beller.0.naam, beller.0.code)),
            regel("Filter", gekozen),
            regel("Van en tot en met", format!("gaan over {periode}")),
        ],
    }
}

/// A file as an answer: with its name, its size and what its rows add up to, in pieces.
fn bestand(vraag: &Overzichtvraag, vorm: Vorm, export: Export) -> Result<Response, Probleem> {
    let naam = format!(
        "attachment; filename=\"{}-{}-{}.{}\"",
        vraag.overzicht.naam,
        vraag.partij.code,
        vraag.vandaag,
        vorm.sleutel()
    );
    let fout = |fout: axum::http::Error| Probleem::van_antwoord(&fout);
    Response::builder()
        .header(header::CONTENT_TYPE, vorm.mediatype())
        .header(header::CONTENT_LENGTH, export.grootte)
        .header(header::CONTENT_DISPOSITION, naam)
        .header(CONTROLETOTAAL, export.totaal.in_json(vraag.overzicht))
        .body(in_stukken(export.bestand))
        .map_err(fout)
}

fn in_stukken(bestand: File) -> Body {
    let bestand = tokio::fs::File::from_std(bestand);
    Body::from_stream(stream::try_unfold(bestand, |mut bestand| async move {
        let mut stuk = vec![0; STUK];
        let gelezen = bestand.read(&mut stuk).await?;
        stuk.truncate(gelezen);
        Ok::<_, std::io::Error>((gelezen > 0).then_some((stuk, bestand)))
    }))
}

/// A page of an overview.
struct BladzijdeJson<'a> {
    overzicht: &'static Overzicht,
    vraag: &'a OverzichtVraag,
    bladzijde: Bladzijde,
}

impl Serialize for BladzijdeJson<'_> {
    fn serialize<S: Serializer>(&self, naar: S) -> Result<S::Ok, S::Error> {
        let BladzijdeJson { overzicht, vraag, bladzijde } = self;
        let rijen = bladzijde.rijen.iter().map(|rij| RijJson { overzicht, rij }).collect::<Vec<_>>();
        let mut map = naar.serialize_map(None)?;
        match overzicht.soort {
            Soort::Prestaties => map.serialize_entry("prestaties", &rijen)?,
            _ => {
                map.serialize_entry("naam", overzicht.naam)?;
                map.serialize_entry("titel", overzicht.titel)?;
                map.serialize_entry("rijen", &rijen)?;
            }
        }
        map.serialize_entry(
            "controletotaal",
            &TotaalJson { overzicht, totaal: &bladzijde.totaal, van: None },
        )?;
        if overzicht.soort == Soort::Betaallijst {
            let per = bladzijde.per_aanbieder.iter();
            let per: Vec<_> =
                per.map(|(van, totaal)| TotaalJson { overzicht, totaal, van: Some(van) }).collect();
            map.serialize_entry("perAanbieder", &per)?;
        }
        let pad = pad_van(overzicht);
        let met = |anders: String| link(format!("{pad}?{anders}"));
        map.serialize_entry(
            "_links",
            &BladzijdeLinks {
                volgende: bladzijde.verder.as_ref().map(|verder| met(vraag.volgende(verder))),
                csv: met(vraag.als_bestand(Vorm::Csv)),
                xlsx: met(vraag.als_bestand(Vorm::Xlsx)),
            },
        )?;
        map.end()
    }
}

#[derive(Serialize, JsonSchema)]
struct BladzijdeLinks {
    #[serde(skip_serializing_if = "Option::is_none")]
    volgende: Option<Link>,
    /// The whole, with the same filter.
    csv: Link,
    xlsx: Link,
}

/// A row: its columns, and where it leads.
struct RijJson<'a> {
    overzicht: &'a Overzicht,
    rij: &'a Rij,
}

impl Serialize for RijJson<'_> {
    fn serialize<S: Serializer>(&self, naar: S) -> Result<S::Ok, S::Error> {
        let mut map = naar.serialize_map(None)?;
        self.overzicht.in_json(self.rij, &mut map)?;
        let kaal = |kolom: &str| {
            self.overzicht.plaats(kolom).and_then(|plaats| self.rij.get(plaats)).and_then(Waarde::kaal)
        };
        let bericht = |kolom: &str| {
            let id =
                self.overzicht.plaats(kolom).and_then(|plaats| self.rij.get(plaats)).and_then(Waarde::kaal);
            id.and_then(|id| id.parse().ok()).map(|id| link(bericht_pad(id)))
        };
        let prestatie = kaal("declaratie").zip(kaal("regel"));
        map.serialize_entry(
            "_links",
            &RijLinks {
                prestatie: prestatie
                    .map(|(id, regel)| link(format!("/api/v1/declaraties/{id}/prestaties/{regel}"))),
                prestaties: achter(self.overzicht, self.rij).map(link),
                bericht: bericht("declaratie"),
                antwoord: bericht("antwoord"),
            },
        )?;
        map.end()
    }
}

#[derive(Serialize, JsonSchema)]
struct RijLinks {
    /// The lines behind the figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    prestaties: Option<Link>,
    /// The line itself, with how it was worked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    prestatie: Option<Link>,
    /// The message with the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    bericht: Option<Link>,
    /// The message that answers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    antwoord: Option<Link>,
}

/// Sums by name, of everything or of one aanbieder.
struct TotaalJson<'a> {
    overzicht: &'a Overzicht,
    totaal: &'a Controletotaal,
    van: Option<&'a str>,
}

impl Serialize for TotaalJson<'_> {
    fn serialize<S: Serializer>(&self, naar: S) -> Result<S::Ok, S::Error> {
        let mut map = naar.serialize_map(None)?;
        if let Some(van) = self.van {
            map.serialize_entry("aanbieder", van)?;
        }
        for (naam, som) in self.totaal.benoemd(self.overzicht) {
            map.serialize_entry(naam, &som)?;
        }
        map.end()
    }
}
