//! What is delivered, for which rate, and an allocation of it.

use super::*;

/// What is delivered: codes, the unit and frequency of the allocation, and the rate.
pub(super) struct Aanbod {
    pub(super) categorie: &'static str,
    pub(super) code: &'static str,
    pub(super) omvang: Option<(std::ops::Range<usize>, &'static str, &'static str)>,
    pub(super) tarief: u32,
}

impl Aanbod {
    /// The rates for it: those with a budget are also claimed in hours.
    pub(super) fn afspraken(self) -> Vec<(String, Eenheid, u32)> {
        let code = self.code.to_owned();
        match self.omvang.as_ref().map(|omvang| omvang.1) {
            // Minutes by a rate for an hour.
            Some("01") | None => vec![(code, Eenheid::Uur, self.tarief)],
            Some(eenheid) => vec![(code, Eenheid::lees(eenheid).unwrap(), self.tarief)],
        }
    }
}

pub(super) fn producten(iwmo: bool) -> Vec<Aanbod> {
    // A budget is for a whole category: of that nothing else is allocated (TR302).
    let [categorie, voor_budget] = if iwmo { ["02", "03"] } else { ["45", "46"] };
    let codes: [&'static str; 7] = match iwmo {
        true => ["02A01", "02A02", "02A03", "02A04", "02A05", "02A06", "03A07"],
        false => ["45A01", "45A02", "45A03", "45A04", "45A05", "45A06", "46A07"],
    };
    let aanbod = |plaats: usize, omvang, tarief| Aanbod { categorie, code: codes[plaats], omvang, tarief };
    let mut uit = vec![
        aanbod(0, Some((3..8, "04", "2")), 6_240),
        aanbod(1, Some((10..40, "04", "4")), 7_015),
        aanbod(2, Some((100..250, "14", "6")), 21_500),
        aanbod(3, Some((1..4, "82", "2")), 3_999),
        aanbod(4, Some((60..300, "01", "2")), 5_051),
        aanbod(5, Some((4..20, "16", "4")), 4_800),
        Aanbod { categorie: voor_budget, ..aanbod(6, None, 6_600) },
    ];
    if iwmo {
        uit.push(Aanbod { categorie: "01", code: "01A01", omvang: Some((2..4, "04", "2")), tarief: 3_333 });
    }
    uit
}

/// From 1 July.
pub(super) fn verhoogd(tarief: u32) -> u32 {
    tarief + tarief / 40
}

pub(super) fn toewijzing(nummer: u32, plaats: usize, stroom: &Stroom, random: &mut Random) -> Toewijzing {
    let aanbod = producten(stroom.iwmo);
    // The two of a client are never of the same product.
    let keuzes: Vec<_> = (0..aanbod.len()).filter(|keuze| keuze % 2 == plaats).collect();
    let Aanbod { categorie, code, omvang, tarief } = aanbod.into_iter().nth(*random.pick(&keuzes)).unwrap();
    let per_maand = omvang.as_ref().is_some_and(|omvang| omvang.2 == "4");
    let omvang = omvang.map(|(volume, eenheid, frequentie)| {
        (u32::try_from(random.between(volume.start, volume.end)).unwrap(), eenheid, frequentie)
    });
    let budget = omvang.is_none().then(|| u32::try_from(random.between(2_000, 20_000)).unwrap() * 100);
    let een_dag = |random: &mut Random, van: usize, tot: usize| {
        let maand = u32::try_from(random.between(van, tot)).unwrap();
        dag(maand, u32::try_from(random.between(1, 28)).unwrap())
    };
    let van = if random.chance(70) { dag(1, 1) } else { een_dag(random, 1, 6) };
    let tot = match (random.below(10), per_maand) {
        (0..3, true) => None,
        (0..4, _) => NaiveDate::from_ymd_opt(JAAR + 1, 6, 30),
        (4..8, _) => Some(dag(12, 31)),
        _ => Some(een_dag(random, 8, 12)),
    };
    Toewijzing {
        nummer,
        categorie,
        code: budget.is_none().then(|| code.to_owned()),
        omvang,
        budget,
        van,
        tot,
        stop: random
            .chance(12)
            .then(|| een_dag(random, 7, 11))
            .filter(|stop| tot.is_none_or(|tot| *stop < tot)),
        gestart: random.chance(93),
        postcode: random.one_of(&POSTCODES),
        tarief,
    }
}
