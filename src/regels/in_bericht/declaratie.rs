//! Rules about what is claimed: the Declaratie of a 323 with its periods and its total.

use chrono::{Datelike, Months, NaiveDate};
use compact_str::CompactString;

use super::{BerichtRegel, Toets};
use crate::bericht::{Bedrag, DebetCredit, Eurocent, Klasse, Periode, Soort, Standaard};
use crate::regels::gezien::Gezien;
use crate::regels::{Afwijking, Regel};

pub(super) const REGELS: &[BerichtRegel] =
    &[CS100, CS325, CS337, CS340, TR137, TR315, TR316, TR335, TR342, TR358];

const fn over_323(code: &'static str, titel: &'static str, uitleg: &'static str) -> Regel {
    Regel::in_bericht(code, &Standaard::ALLE, &[Soort::Declaratie], titel, uitleg)
}

const fn over_323_en_325(code: &'static str, titel: &'static str, uitleg: &'static str) -> Regel {
    let berichten = &[Soort::Declaratie, Soort::DeclaratieAntwoord];
    Regel::in_bericht(code, &Standaard::ALLE, berichten, titel, uitleg)
}

/// Told at the first day of the period, which is the earliest: a last day before it breaks TR137.
const CS100: BerichtRegel = BerichtRegel {
    regel: over_323(
        "CS100",
        "Er wordt alleen zorg vanaf 2021 gedeclareerd",
        "Met dit bericht declareert een aanbieder zorg van 1 januari 2021 of later. Zorg van daarvoor gaat niet via dit \
         bericht: neem contact op met de gemeente.",
    ),
    toetsen: &[
        Toets::Los(|klasse, _| {
            vanaf_2021(klasse.declaratie()?.periode.begindatum, "DeclaratiePeriode/Begindatum")
        }),
        Toets::Los(|klasse, _| {
            vanaf_2021(klasse.prestatie()?.periode.begindatum, "ProductPeriode/Begindatum")
        }),
    ],
};

fn vanaf_2021(dag: NaiveDate, onder: &'static str) -> Option<Afwijking> {
    (dag.year() < 2021).then(|| {
        (
            onder,
            format!("De periode begint op {dag}. Declareer met dit bericht alleen zorg vanaf 2021-01-01."),
        )
    })
}

const CS325: BerichtRegel = BerichtRegel {
    regel: over_323_en_325(
        "CS325",
        "Een bedrag van nul staat op debet",
        "Bij elk bedrag staat of het debet (D) of credit (C) is. Bij nul maakt dat niet uit; afgesproken is dat er dan D staat.",
    ),
    toetsen: &[
        Toets::Los(|klasse, _| nul_is_debet(klasse.prestatie()?.bedrag, "IngediendBedrag/DebetCredit")),
        Toets::Los(|klasse, _| {
            nul_is_debet(klasse.declaratie()?.totaal, "TotaalIngediendBedrag/DebetCredit")
        }),
        Toets::Los(|klasse, _| {
            nul_is_debet(klasse.declaratie_antwoord()?.ingediend, "TotaalIngediendBedrag/DebetCredit")
        }),
        Toets::Los(|klasse, _| {
            nul_is_debet(klasse.declaratie_antwoord()?.toegekend, "TotaalToegekendBedrag/DebetCredit")
        }),
    ],
};

fn nul_is_debet(bedrag: Bedrag, onder: &'static str) -> Option<Afwijking> {
    let fout = bedrag.centen == 0 && bedrag.debet_credit == DebetCredit::Credit;
    fout.then(|| (onder, "Het bedrag is nul en staat op credit (C). Vul bij nul debet (D) in.".to_owned()))
}

const CS337: BerichtRegel = BerichtRegel {
    regel: over_323(
        "CS337",
        "Een productperiode valt in één maand",
        "Declareren gaat per kalendermaand. Een prestatie over twee maanden wordt daarom gesplitst: één prestatie per maand.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let Periode { begindatum, einddatum } = klasse.prestatie()?.periode;
        let maand = |dag: NaiveDate| (dag.year(), dag.month());
        (maand(begindatum) != maand(einddatum)).then(|| {
            let tekst = format!(
                "De productperiode loopt van {begindatum} tot en met {einddatum}. Begin en einde moeten in dezelfde maand \
                 liggen: maak een prestatie per maand."
            );
            ("ProductPeriode/Einddatum", tekst)
        })
    })],
};

const CS340: BerichtRegel = BerichtRegel {
    regel: over_323(
        "CS340",
        "De declaratieperiode is precies één kalendermaand",
        "Een declaratie gaat over één hele maand: van de eerste tot en met de laatste dag. Prestaties uit eerdere maanden mogen \
         mee; de declaratieperiode zelf blijft één maand.",
    ),
    toetsen: &[Toets::Los(|klasse, _| {
        let Periode { begindatum, einddatum } = klasse.declaratie()?.periode;
        let eerste = begindatum.with_day(1);
        let laatste = eerste.and_then(|dag| dag.checked_add_months(Months::new(1))?.pred_opt());
        (eerste != Some(begindatum) || laatste != Some(einddatum)).then(|| {
            let tekst = format!(
                "De declaratieperiode loopt van {begindatum} tot en met {einddatum}. Vul de eerste en de laatste dag van \
                 dezelfde maand in."
            );
            ("DeclaratiePeriode", tekst)
        })
    })],
};

const TR137: BerichtRegel = BerichtRegel {
    regel: over_323_en_325(
        "TR137",
        "Een periode eindigt niet vóór haar begin en niet na de dagtekening",
        "Zorg wordt gedeclareerd als zij geleverd is. De laatste dag van een periode ligt op of na de eerste dag, en niet na de \
         dagtekening van het bericht; dezelfde dag mag.",
    ),
    toetsen: &[
        Toets::Los(|klasse, bij| {
            voorbij(klasse.declaratie()?.periode, bij.header.dagtekening, "DeclaratiePeriode/Einddatum")
        }),
        Toets::Los(|klasse, bij| {
            voorbij(klasse.prestatie()?.periode, bij.header.dagtekening, "ProductPeriode/Einddatum")
        }),
    ],
};

fn voorbij(periode: Periode, dagtekening: NaiveDate, onder: &'static str) -> Option<Afwijking> {
    let Periode { begindatum, einddatum } = periode;
    let tekst = if einddatum < begindatum {
        format!("De periode eindigt op {einddatum}, maar begint op {begindatum}. Verbeter een van de twee.")
    } else if einddatum > dagtekening {
        format!(
            "De periode eindigt op {einddatum}, na de dagtekening {dagtekening} van het bericht. Verbeter een van de twee."
        )
    } else {
        return None;
    };
    Some((onder, tekst))
}

const TR315: BerichtRegel = BerichtRegel {
    regel: over_323(
        "TR315",
        "Een prestatie wordt in een bericht één keer gecrediteerd",
        "Een creditprestatie noemt in VorigReferentieNummer de prestatie die zij terugdraait. Dat kan maar één keer. Haal de \
         tweede creditprestatie weg, of verbeter het nummer.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut gezien = Gezien::niets();
        Box::new(move |klasse, _| {
            let vorige = klasse.prestatie()?.vorige_referentie.clone()?;
            gezien.al_eerder(vorige).then(|| {
                let tekst = "Dit VorigReferentieNummer staat al bij een andere prestatie in dit bericht. Crediteer een prestatie \
                             maar één keer.";
                ("ProductReferentie/VorigReferentieNummer", tekst.to_owned())
            })
        })
    })],
};

/// Told at the second of the two, whichever comes first.
const TR316: BerichtRegel = BerichtRegel {
    regel: over_323(
        "TR316",
        "Een prestatie wordt niet in hetzelfde bericht gecrediteerd",
        "Crediteren kan pas als de gemeente een prestatie heeft toegekend. Een prestatie die nog moet worden beoordeeld, haalt \
         u uit het bericht in plaats van haar te crediteren.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut ingediend = Gezien::niets();
        let mut gecrediteerd = Gezien::niets();
        // Until the first credit nobody asks for them, and most messages have none: end to end, with what no XML can hold between them.
        let mut wachtend = String::new();
        Box::new(move |klasse, _| {
            let prestatie = klasse.prestatie()?;
            wachtend.push_str(&prestatie.referentie);
            wachtend.push('\0');
            if prestatie.vorige_referentie.is_none() && gecrediteerd.is_leeg() {
                return None;
            }
            for referentie in std::mem::take(&mut wachtend).split_terminator('\0') {
                ingediend.al_eerder(CompactString::from(referentie));
            }
            if let Some(vorige) = &prestatie.vorige_referentie {
                gecrediteerd.al_eerder(vorige.clone());
                if ingediend.bevat(vorige) {
                    let tekst = "Deze prestatie crediteert een prestatie uit hetzelfde bericht. Laat beide weg, of crediteer pas \
                                 na toekenning.";
                    return Some(("ProductReferentie/VorigReferentieNummer", tekst.to_owned()));
                }
            }
            gecrediteerd.bevat(&prestatie.referentie).then(|| {
                let tekst = "Een creditprestatie in hetzelfde bericht noemt dit referentienummer. Laat beide weg, of crediteer \
                             pas na toekenning.";
                ("ProductReferentie/ReferentieNummer", tekst.to_owned())
            })
        })
    })],
};

/// Five years to the day are allowed. From 29 February they count from the 28th.
const TR335: BerichtRegel = BerichtRegel {
    regel: over_323(
        "TR335",
        "Zorg wordt binnen vijf jaar gedeclareerd",
        "Tussen het einde van de productperiode en de dagtekening van de declaratie zit hoogstens vijf jaar. Zorg van langer \
         geleden kan niet meer worden gedeclareerd.",
    ),
    toetsen: &[Toets::Los(|klasse, bij| {
        let einddatum = klasse.prestatie()?.periode.einddatum;
        let dagtekening = bij.declaratiedagtekening?;
        // Beyond doubt, as nearly all is.
        if dagtekening.year() - einddatum.year() < 5 {
            return None;
        }
        let grens = dagtekening.checked_sub_months(Months::new(60))?;
        (einddatum < grens).then(|| {
            let tekst = format!(
                "De productperiode eindigde op {einddatum}, meer dan vijf jaar vóór de dagtekening van de declaratie \
                 {dagtekening}. Haal de prestatie uit de declaratie."
            );
            ("ProductPeriode/Einddatum", tekst)
        })
    })],
};

/// Choice (conflict 3.7): codes other than 0200 and 8001 on the DeclaratieAntwoord mean that it was refused as a whole.
const TR342: BerichtRegel = BerichtRegel {
    regel: Regel::in_bericht(
        "TR342",
        &Standaard::ALLE,
        &[Soort::DeclaratieAntwoord],
        "De afgewezen prestaties verklaren het verschil",
        "Het antwoord op een declaratie noemt alleen de afgewezen prestaties. Hun bedragen samen zijn precies wat er minder is \
         toegekend dan ingediend. Is de declaratie als geheel afgewezen, dan is het toegekende bedrag nul.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut som = Eurocent(0);
        Box::new(move |klasse, _| {
            if let Klasse::Prestatie(prestatie) = klasse {
                som = som + prestatie.bedrag.eurocent();
            }
            let antwoord = klasse.declaratie_antwoord()?;
            let (ingediend, toegekend) = (antwoord.ingediend.eurocent(), antwoord.toegekend.eurocent());
            let beoordeeld = antwoord.retourcodes.iter().all(|code| code == "0200" || code == "8001");
            let tekst = match beoordeeld {
                true if ingediend != toegekend + som => format!(
                    "Ingediend is {ingediend} en toegekend {toegekend}, maar de afgewezen prestaties zijn samen {som}. Maak het \
                     verschil gelijk aan die som."
                ),
                false if toegekend != Eurocent(0) => format!(
                    "De declaratie is als geheel afgewezen, maar er is {toegekend} toegekend. Vul bij het toegekende bedrag nul in."
                ),
                _ => return None,
            };
            Some(("TotaalToegekendBedrag", tekst))
        })
    })],
};

const TR358: BerichtRegel = BerichtRegel {
    regel: over_323(
        "TR358",
        "Het totaalbedrag is de som van de prestaties",
        "Tel de bedragen van alle debetprestaties op en trek die van de creditprestaties eraf. De uitkomst is het totaalbedrag \
         van de declaratie: debet (D) als er geld naar de aanbieder gaat of de som nul is, credit (C) als er geld terug moet.",
    ),
    toetsen: &[Toets::Verloop(|| {
        let mut som = Eurocent(0);
        Box::new(move |klasse, _| match klasse {
            Klasse::Prestatie(prestatie) => {
                som = som + prestatie.bedrag.eurocent();
                None
            }
            Klasse::Declaratie(declaratie) if declaratie.totaal.eurocent() != som => {
                let totaal = declaratie.totaal.eurocent();
                let tekst = format!(
                    "Het totaalbedrag is {totaal}, maar de bedragen van de prestaties zijn samen {som}. Maak ze gelijk."
                );
                Some(("TotaalIngediendBedrag", tekst))
            }
            _ => None,
        })
    })],
};
