// Letters that the IANA database has for zones where no locale of Intl knows them, or knows others:
// zones, and minutes east of UTC with the name in use there.
const LETTERS: readonly (readonly [zones: string, names: string])[] = [
  ['America/St_Johns Canada/Newfoundland', '-210=NST -150=NDT'],
  ['America/Adak America/Atka US/Aleutian', '-600=HST -540=HDT'],
  ['America/Dawson America/Whitehorse Canada/Yukon', '-420=MST -480=PST'],
  ['America/Havana Cuba', '-300=CST -240=CDT'],
  ['America/Hermosillo', '-420=MST'],
  ['America/Mazatlan Mexico/BajaSur', '-420=MST -360=MDT'],
  ['America/Miquelon', '-180=-03 -120=-02'],
  ['Antarctica/Casey', '480=+08'],
  ['Antarctica/Troll', '0=+00 120=+02'],
  [
    'Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC',
    '480=CST 540=CDT',
  ],
  ['Asia/Colombo', '330=+0530'],
  ['Asia/Dubai Asia/Muscat', '240=+04'],
  ['Asia/Hong_Kong Hongkong', '480=HKT 540=HKST'],
  ['Asia/Jakarta Asia/Pontianak', '420=WIB'],
  ['Asia/Jayapura', '540=WIT'],
  ['Asia/Jerusalem Asia/Tel_Aviv Israel', '120=IST 180=IDT'],
  ['Asia/Karachi', '300=PKT'],
  ['Asia/Makassar Asia/Ujung_Pandang', '480=WITA'],
  ['Asia/Manila', '480=PST'],
  ['Asia/Pyongyang Asia/Seoul ROK', '540=KST'],
  ['Asia/Tokyo Japan', '540=JST'],
  ['Australia/Eucla', '525=+0845'],
  ['Australia/LHI Australia/Lord_Howe', '630=+1030 660=+11'],
  ['Eire Europe/Dublin', '0=GMT 60=IST'],
  ['Etc/GMT GMT GMT+0 GMT-0 GMT0', '0=GMT'],
  ['Europe/Guernsey Europe/Isle_of_Man Europe/Jersey', '0=GMT 60=BST'],
  ['Europe/Kirov Europe/Moscow Europe/Volgograd W-SU', '180=MSK 240=MSD'],
  ['Europe/Simferopol', '120=EET 180=MSK'],
  ['MET', '60=MET 120=MEST'],
  ['NZ-CHAT Pacific/Chatham', '765=+1245 825=+1345'],
  ['Pacific/Guam Pacific/Saipan', '600=ChST'],
  ['Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa', '-660=SST'],
];

const BY_ZONE: ReadonlyMap<string, ReadonlyMap<number, string>> = new Map(
  LETTERS.flatMap(([zones, names]) => {
    const byOffset = new Map(names.split(' ').map((one) => [Number(one.split('=')[0]), one.split('=')[1] ?? '']));
    return zones.split(' ').map((zone) => [zone, byOffset] as const);
  }),
);

/** What the database calls that many seconds east of UTC in a zone, where Intl would not say the same. */
export function lettersOf(zone: string, offset: number): string | undefined {
  return BY_ZONE.get(zone)?.get(offset / 60);
}
