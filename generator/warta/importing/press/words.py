"""The words that Indonesian and English newsrooms use for people, offices and around a text."""

from __future__ import annotations

__all__ = [
    "ABBREVIATIONS",
    "ADVERTORIAL_WORDS",
    "AGENCY_HEADS",
    "AMBIGUOUS_IN_LOWER_CASE",
    "BEFORE_NAMES",
    "BOILERPLATE",
    "COMMON_ABBREVIATIONS",
    "DEGREES",
    "FIRST_NAMES",
    "HONORIFICS",
    "LANGUAGE_WORDS",
    "LETTERHEADS",
    "NAME_PARTICLES",
    "NOT_NAMES",
    "OFFICE_HEADS",
    "OFFICE_WORDS",
    "OUTLETS",
    "PRESS_OFFICES",
    "PROVISIONAL",
    "QUOTING",
    "REGION_NAMES",
    "REPORTING",
    "UNCERTAIN_REGIONS",
    "VENUE_ENDS",
    "VENUE_HEADS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- Languages --------------------------------------------------------------------------------------

LANGUAGE_WORDS = {
    "id": _words(
        "yang dan di ke dari untuk dengan pada ini itu tidak adalah akan telah oleh dalam juga sebagai kata "
        "para kepada bahwa saat secara bagi serta dapat agar lebih sudah kami kita mereka ia hari"
    ),
    "en": _words(
        "the and of to in for with on this that not is are was were will has have been by as at from said "
        "its their they we he she his her it which who be or more during also"
    ),
}
"""Words that nearly every text in a language has, and no text in the other."""

# --- Abbreviations that end in a full stop within a sentence -----------------------------------------

ABBREVIATIONS = _words(
    "dr drs dra ir prof h hj kh drg drh ust tgk pdt ny tn sdr kab kec kel prov kota jl jln no nomor rp "
    "plt plh pj pjs dkk dll dsb a.n u.p s.d st sr jr mr mrs ms inc ltd co cv pt tbk bpk moh muh muhd md "
    "mohd abd hm rd rr kombes pol letkol kol inf kav jend brigjen mayjen letjen irjen komjen alm almh "
    "dep div gg rt rw"
)

COMMON_ABBREVIATIONS: dict[tuple[str, ...], str] = {
    ("aparatur", "sipil", "negara"): "ASN",
    ("pegawai", "negeri", "sipil"): "PNS",
    ("pemilihan", "kepala", "daerah"): "Pilkada",
    ("pemilihan", "umum"): "Pemilu",
    ("pilkada", "serentak"): "Pilkada",
    ("usaha", "mikro", "kecil", "dan", "menengah"): "UMKM",
    ("tentara", "nasional", "indonesia"): "TNI",
}
"""What texts write out or abbreviate without saying that it is the same."""

# --- People -----------------------------------------------------------------------------------------

BEFORE_NAMES = _words(
    "dr dr. drs drs. dra dra. ir ir. prof prof. h h. hj hj. kh kh. k.h. k.h drg drg. drh drh. ust ust. "
    "ustaz ustadz ustazah tgk tgk. tgkh tuan guru pdt pdt. romo gus nyai ny ny. tn tn. rd rd. r. rr. rr "
    "andi. jero dalang mangku apt apt. ners ns ns. jenderal letjen mayjen brigjen kolonel kol kol. "
    "letkol mayor kapten lettu letda laksamana laksma laksda laksdya marsekal marsma marsda marsdya "
    "serka serma serda sertu kopda praka peltu pelda komjen irjen kombes kombespol akbp kompol akp iptu "
    "ipda aiptu aipda bripka brigpol briptu bripda pol pol. inf inf. kav kav. tni purn purn. (purn.) "
    "(purn) adv adv. cand. dr.(c) cpt capt capt. st mr mr. mrs mrs. ms ms."
)
"""Titles before a name, in lower case. A comma never stands behind them."""

HONORIFICS = _words("bapak ibu pak bu saudara saudari sdr sdr. bpk bpk. kak bang mas mbak tuan nyonya")
"""Before a name, and no part of it."""

DEGREES = _words(
    "sh mh se mm msi st mt ssos skm sp mp spd mpd sik map sstp sip skom mkom mkes mkn sag mag mpdi spdi "
    "spi mpi spt mpt shut mhut ssi msc mba mda mpa ma phd lc llm llb bsc ba bba amd amdkeb skep ners "
    "mkep skh mkh ap aks ca cpa ipu ipm mhum shum ssn msn stp mtp strkeb spog sppd spa spb spkk mars "
    "mkm mph dea dess msp msi mec sst sstpi stmt mtr mtrhan mtrip mhan shi mhi she me mei sei mak sak "
    "ak cma cfa qia cgap cfra crmo cgcae apt spsi mpsi psikolog spdkn st msie meng eng ieng ssit mti "
    "skg mkg mars mmkes spikom sikom mikom siko spar mpar sds mds sptk dsc psc"
)
"""Degrees and certificates behind a name, in lower case and without full stops."""

NAME_PARTICLES = _words("bin binti al el ar as ad an van von der den de da dos la abu ibn ibnu nur")
"""Parts of names that may be in lower case; most of them only in the middle."""

FIRST_NAMES = _words(
    "abdul abdullah abdurrahman achmad adi adit aditya agung agus ahmad ahmat aisyah akbar alex alfian "
    "ali amin amir ana andi andika andri andy ani anies anita anton antonius anwar ardi ari arief arif "
    "aris arya asep asri astuti ayu azis bagus bambang bayu benny bima bimo budi cahya cahyo candra "
    "christian dadang danang dani daniel darma david dedi dedy deni denny desi dewa dewi dharma dian "
    "didik dimas dina dini djoko doni dwi dyah edi eddy edy eka eko elisabeth endah endang erick erna "
    "erwin evi fachri fahmi faisal fajar farid fauzan fauzi feri ferry firman fitri franky galih ganjar "
    "gatot gde gede gilang gita gunawan gusti guntur hadi halim hamdan handoko hari hariyanto harun "
    "haryanto hasan hasanuddin hendra hendri hendro heni henny heri herman hery heru husni i ida "
    "ibrahim ika iman imam indah indra ikhsan ilham intan irawan irfan irma irwan iskandar ismail iwan "
    "izzul jamal jefri jhon johan johanes john joko joni jono joseph juli julianto kadek kartika kasmir "
    "ketut khairul khofifah komang kristina kurnia kurniawan kusuma lala lalu leo lestari lia lilik "
    "lina linda lucky luh lukman lukas made mahendra mahfud maria mario markus maya mega mochamad "
    "moeldoko moh mohamad mohammad muh muhamad muhammad mukhtar muslim mustafa nanang nanda ni nia nina "
    "nita nur nurdin nurul nyoman oki oktavia pandu paulus petrus putra putri putu puspita rachmat "
    "raden rahmad rahmat raja rama ratna reni respati retno reza rian ridwan rina rini rio risma rita "
    "rizal rizki rizky robert roni ronny rosa rudi rudy rusdi rusli sandi sandiaga saiful sari satria "
    "sigit sinta siti slamet soni sri stefanus subagyo sudarmo sugeng suharto suherman sukardi sulistyo "
    "sultan sumarno sunarto supriyadi surya suryadi susanti susanto susi sutrisno suwandi syahrul "
    "syaiful syarif tatang taufik taufiq teguh teti theresia tini titik tito tjokorda toni tri triyono "
    "tuti umar umi untung usman utami vera viktor wahyu wahyudi wawan wayan widodo wijaya wira wisnu "
    "yadi yani yanti yanto yanuar yohanes yoga yoyok yudi yuli yulia yuliana yulianto yuni yunus yusuf "
    "yusril zaenal zainal zainuddin zulkifli zul"
)
"""Names that people are commonly called by first; they tell where an office ends and its holder begins."""

NOT_NAMES = _words(
    "senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni juli "
    "agustus september oktober november desember nopember ia dia kami kita saya mereka beliau ini itu "
    "hal kegiatan acara dalam sementara menurut selain namun sedangkan selanjutnya kemudian sebelumnya "
    "setelah usai adapun selaku yang dan dari untuk pada dengan oleh sebagai karena agar tidak akan "
    "juga lebih para seluruh semua bagi melalui hingga sejak serta atau bahwa kepada tentang terkait "
    "terhadap antara seperti secara tersebut hari tanggal pukul wib wita wit rp tahun bulan negara "
    "indonesia asn pns pppk rakyat masyarakat warga pemerintah monday tuesday wednesday thursday friday "
    "saturday sunday the this that these he she they we it his her in on at and of for with by as but "
    "meanwhile according tema bertema hut ri nkri pancasila islam al-qur'an allah alhamdulillah insya "
    "pihaknya pihak hadir turut ditemui dikatakan ditambahkan diketahui dikutip baca juga foto sumber "
    "penulis editor reporter lanjut lanjutnya demikian inilah semoga mari terima kasih undang-undang "
    "pasal nomor no teradu terdakwa terlapor pelapor perda ternyata awal era terimakasih menariknya "
    "uniknya akhirnya narasumber peserta panitia mahasiswa siswa siswi pelajar petugas korban pelaku "
    "polisi tersangka petani nelayan pedagang pengunjung penumpang keluarga ahli waris orang pria "
    "wanita perempuan anak ibu-ibu pemohon wartawan jurnalis media pers pemilu pilkada bapak ibu pak bu "
    "saudara haji umrah covid-19 covid virus corona"
)
"""Words that are written with a capital and are no part of a person's name, in lower case."""

# --- Offices ----------------------------------------------------------------------------------------

OFFICE_HEADS = _words(
    "bupati wabup walikota wali wawali gubernur wagub presiden wapres menteri wamen menko perdana "
    "sekretaris sekda sekjen sekdes sekcam sekdis sekwan sesmen sestama kepala ketua direktur dirut "
    "dirjen deputi asisten staf inspektur camat lurah rektor dekan prorektor kaprodi dosen komisioner "
    "anggota koordinator juru jubir kapolres kapolda kapolsek kapolri kapolresta kapolrestabes "
    "wakapolres wakapolda wakapolri kasat kasatreskrim kasatlantas kasatresnarkoba kanit kabareskrim "
    "kasubag kasubbag kabag kabid kabidhumas kadis kasi kasie kasubdit kapuspen kapuspenkum kadispenad "
    "kadiv kadivhumas karo karopenmas kasub kakanwil kalapas karutan kajari kajati kasipenkum jaksa "
    "hakim dandim danrem danlanud danlanal danramil pangdam panglima kasad kasal kasau ksad ksal ksau "
    "babinsa manajer general ceo coo cfo komisaris pengamat peneliti analis ekonom praktisi walkot "
    "wadir bendahara pj pj. plt plt. plh plh. pjs pjs. penjabat pelaksana mantan eks wakil humas kuasa "
    "utusan penasihat pembina pendiri pemilik pimpinan ketum waketum sekum waka kapus kapuskesmas "
    "dirreskrimum dirlantas dirkrimsus dirjenpas direksi owner founder kades kadus perbekel keuchik "
    "wali nagari bendesa klian kelian guru kepsek wakasek ombudsman duta konsul atase rais mustasyar "
    "penyuluh bidan perawat pranata penyelenggara "
    "imam uskup pendeta pastor pemuka tokoh kabinda kadin kakan kadisdik kadiskes kadinkes kadishub "
    "kadispora kadisparbud kadispar kadisperindag kadisos kadinsos kadiskominfo kalaksa kabulog menag "
    "mendagri menkeu menkes mensos menkominfo menkomdigi menhub menlu menhan mendikbud mendikbudristek "
    "mendikdasmen menpora menaker menpan menpanrb mentan mendag menparekraf menkumham menkum "
    "menkopolhukam menkomarves menkop menlhk menperin mensesneg seskab kasatgas wakajati wakajari "
    "regent mayor governor minister chairman chairwoman chairperson chair head director secretary "
    "deputy acting spokesperson spokesman spokeswoman commissioner rector dean vice president expert "
    "lecturer researcher coordinator member inspector chief"
)
"""The first word of an office, in lower case."""

AMBIGUOUS_IN_LOWER_CASE = _words(
    "anggota kuasa utusan tokoh pemilik pendiri mantan eks pemuka duta owner founder general member vice "
    "chair imam pimpinan staf pembina penasihat group pol konsul lecturer inspector expert"
)
"""Those of them that in lower case are mostly other words, or whose holder is somebody else's."""

PROVISIONAL = _words("plt plh pj pjs")
"""Before an office that is held for the time being, in lower case and without a full stop."""

AGENCY_HEADS = _words(
    "dinas badan kementerian inspektorat kantor kanwil pemerintah pemkab pemkot pemprov pemda pemdes "
    "polres polda polsek polri polresta polrestabes kodim korem kodam kejaksaan kejari kejati kejagung "
    "pengadilan dprd dpr dpd mpr kpu bawaslu rsud rsup universitas institut politeknik balai bpbd "
    "bakesbangpol kesbangpol bkpsdm bkd bkpp bappeda bapenda bpkad diskominfo dinkes disdik dinsos "
    "disdukcapil dishub dispora dispar disnaker dlh dpmptsp satpol bnn bnpb bmkg bpom bps bkn kasn "
    "komisi dewan majelis lembaga perum perumda bulog basarnas baznas ombudsman asosiasi persatuan "
    "ikatan korpri pwi puskesmas kemenag kemendagri kemenkeu kemenkes kemensos kominfo kemkomdigi kpk "
    "bpk bpkp bi ojk lapas rutan imigrasi bandara pelabuhan bumdes desa kelurahan kecamatan"
)
"""The first word of an agency's name, in lower case."""

OFFICE_WORDS = _words(
    "dalam negeri luar dan bidang bagian seksi sub subbag subbagian subdirektorat direktorat jenderal "
    "biro pusat daerah kabupaten kab kab. kota provinsi prov prov. kecamatan kec kec. kelurahan desa "
    "negara nasional republik indonesia ri umum utama muda madya ahli khusus tinggi pertama regional "
    "wilayah cabang ranting unit satuan tim panitia pelaksana penyelenggara pengurus harian dewan "
    "komisi komite fraksi partai aparatur sipil sosial kampung distrik tertinggal perdesaan kesehatan "
    "pangan pertanian perikanan kelautan peternakan perkebunan kehutanan lingkungan hidup energi sumber "
    "daya mineral manusia pekerjaan tata ruang permukiman kawasan perumahan rakyat perhubungan "
    "pariwisata kebudayaan budaya pemuda olahraga komunikasi informatika statistik persandian digital "
    "penanaman modal satu pintu terpadu koperasi usaha kecil menengah mikro perdagangan perindustrian "
    "tenaga kerja transmigrasi anak perempuan keluarga berencana arsip perpustakaan kearsipan catatan "
    "hukum ham politik bangsa ketahanan bencana kebakaran bakaran anggaran pajak retribusi aset "
    "investasi ekonomi pembangunan kesejahteraan teknologi informasi inovasi riset masyarakat protokol "
    "protokoler pengawas pemilihan pemilu publikasi pimpinan humas organisasi kinerja etik etika "
    "disiplin jasa air minum bersih rumah sakit umum swasta sekolah dasar pertama atas universitas "
    "fakultas institut politeknik program studi jurusan guru besar ilmu teknik kedokteran reformasi "
    "birokrasi agama haji umroh wakaf tanah agraria pertahanan keamanan luar maritim laut udara darat "
    "polisi reserse kriminal narkoba lalu lintas intel intelijen sosial gerakan karang taruna pramuka "
    "kwartir pkk dharma wanita forum asosiasi ikatan persatuan himpunan perhimpunan kamar dagang "
    "industri bank cabang asuransi operasi operasional bisnis produksi pemasaran komersial teknis "
    "proyek produk divisi area manajer manager officer group korporat tugas tetap sekretariat "
    "sekretaris daerah presiden gubernur bupati walikota wali menteri kepala ketua direktur deputi "
    "asisten staf inspektur wakil anggota koordinator kapolri jaksa agung mahkamah konstitusi yudisial "
    "pidana perdata negeri tipikor korupsi senior junior eksekutif nonaktif terpilih demisioner periode "
    "jawa timur barat tengah selatan utara tenggara laut kepulauan sumatera sulawesi kalimantan papua "
    "nusa tenggara bali aceh riau maluku of the for and affairs department agency office board "
    "commission ministry regional national state civil service health education public works planning "
    "development internal foreign general economic social disease prevention control communication "
    "communications information technology disaster management emergency environment forestry fisheries "
    "agriculture tourism culture trade industry transport transportation energy water waste security "
    "election elections statistics immigration finance budget resource resources protection youth sports "
    "archives investment marine food drug manpower villages damkar pidsus pidum datun intel lantas reskrim "
    "binmas samapta sabhara hak propam polairud narkoba resnarkoba krimum krimsus penkum gakkum dikdas "
    "dikmas paud yankes kesmas linjamsos rehsos tahti"
)
"""Words of which offices and agencies are made and that are hardly ever names, in lower case."""

# --- Regions ----------------------------------------------------------------------------------------

REGION_NAMES: dict[str, str] = {
    "Sumut": "sumatera-utara",
    "Sumatra Utara": "sumatera-utara",
    "Sumbar": "sumatera-barat",
    "Sumatra Barat": "sumatera-barat",
    "Sumsel": "sumatera-selatan",
    "Sumatra Selatan": "sumatera-selatan",
    "Kepri": "kepulauan-riau",
    "Babel": "kepulauan-bangka-belitung",
    "Bangka Belitung": "kepulauan-bangka-belitung",
    "Jakarta": "jakarta",
    "DKI Jakarta": "jakarta",
    "Daerah Khusus Jakarta": "jakarta",
    "Jabar": "jawa-barat",
    "Jateng": "jawa-tengah",
    "Jatim": "jawa-timur",
    "DIY": "yogyakarta",
    "DI Yogyakarta": "yogyakarta",
    "NTB": "nusa-tenggara-barat",
    "NTT": "nusa-tenggara-timur",
    "Kalbar": "kalimantan-barat",
    "Kalteng": "kalimantan-tengah",
    "Kalsel": "kalimantan-selatan",
    "Kaltim": "kalimantan-timur",
    "Kaltara": "kalimantan-utara",
    "Sulut": "sulawesi-utara",
    "Sulteng": "sulawesi-tengah",
    "Sulsel": "sulawesi-selatan",
    "Sultra": "sulawesi-tenggara",
    "Sulbar": "sulawesi-barat",
    "Malut": "maluku-utara",
    "Solo": "kota-surakarta",
    "Jogja": "kota-yogyakarta",
    "Yogya": "kota-yogyakarta",
}
"""Names that writers use and the gazetteer does not have → id of the region."""
UNCERTAIN_REGIONS = _words(
    "agam alor banjar batu belu bima bone buru ende karo kaur landak lebak malang metro mesuji pati "
    "puncak serang sigi solok tegal natuna asahan dairi demak sorong"
)
"""Regions whose bare names are also other words, in lower case: they need their kind with them."""

# --- Venues -----------------------------------------------------------------------------------------

VENUE_HEADS = _words(
    "aula ballroom gedung hotel pendopo pendapa lapangan balai balairung kantor ruang ruangan alun-alun "
    "stadion auditorium wantilan taman masjid gereja pura vihara gor graha sasana istana museum hall halaman "
    "lobi lobby mapolres mapolda mapolsek mapolresta markas mako kampus universitas puskesmas posko rumah "
    "wisma griya pasar terminal pelabuhan bandara dermaga pantai convention monumen perpustakaan sanggar "
    "sekretariat rusunawa mal mall plaza sekolah sma smk smp sd rsud"
)
"""First words of places where something takes place, in lower case."""
VENUE_ENDS = _words(
    "hall building hotel center centre auditorium stadium park office library museum palace square mosque "
    "ballroom house field campus hospital school room"
)
"""Last words of such places in English."""

# --- Attributions -----------------------------------------------------------------------------------

QUOTING = _words(
    "kata ujar ucap ungkap tutur jelas tegas terang imbuh tambah papar sebut lanjut urai beber himbau "
    "imbau harap pesan pinta ajak tutup pungkas tandas cetus tukas sambung kenang seru puji kilah "
    "timpal klaim jawab saran said says added explained stated stressed remarked noted"
)
"""Between a quotation and the one who said it: “…,” ujar X."""

REPORTING = _words(
    "mengatakan menjelaskan menegaskan menyampaikan menyatakan mengungkapkan menuturkan memaparkan "
    "menambahkan menyebut menyebutkan menilai berharap mengharapkan mengingatkan mengajak menekankan "
    "mengimbau menghimbau meminta menerangkan mengaku mengakui mengapresiasi membenarkan melaporkan "
    "berpesan menuturkan mengemukakan memastikan menandaskan menyarankan menyoroti mendorong "
    "menargetkan mengucapkan membuka menutup menanggapi menyambut meyakini menginstruksikan "
    "memerintahkan menguraikan membeberkan mengklaim menyayangkan menyesalkan optimistis optimis "
    "berjanji bercerita mencontohkan melanjutkan said says stated added explained told noted emphasized "
    "emphasised stressed urged called reminded hoped expressed reported announced asked affirmed "
    "conveyed warned argued confirmed pledged highlighted berpendapat berujar berkata mengonfirmasi "
    "mengkonfirmasi menjabarkan mengimbuhkan mengutarakan menjamin mengumumkan merinci memerinci membantah "
    "menggarisbawahi"
)
"""After the one who is reported: X mengatakan, …"""

# --- Around a text ----------------------------------------------------------------------------------

OUTLETS = _words(
    "antara antaranews detikcom detik kompas tempo republika infopublik tribunnews liputan6 okezone "
    "sindonews merdeka cnn cnbc kumparan tirto viva inews jpnn rri tvri metrotv mediaindonesia balipost "
    "jawapos suara suaramerdeka beritasatu bisnis kontan kemenag humas pikiranrakyat"
)
"""Outlets that datelines name without a domain, in lower case."""

ADVERTORIAL_WORDS = _words(
    "adv advertorial advetorial advertisement adv. pariwara iklan inforial advertorial."
)
PRESS_OFFICES = _words(
    "humas prokopim protokol kominfo diskominfo diskominfotik diskominfosp pers rilis release kehumasan "
    "mc penkum pendim penrem pendam bidhumas hms infokom setda konten publikasi"
)
"""Who signs an agency's own text, in lower case."""
LETTERHEADS = (
    r"(?:siaran|rilis)\s+(?:pers|media)",
    r"(?:press|news|media)\s+release",
    r"pers?\s+rilis",
    r"for\s+immediate\s+release",
    r"untuk\s+(?:segera\s+)?(?:disiarkan|diterbitkan|dipublikasikan)(?:\s+segera)?",
)
"""Lines at the top that say that a text is a press release, as expressions over lower case."""

BOILERPLATE: tuple[str, ...] = (
    r"share\s+(?:berita\s+ini|this(?:\s+\w+)?|artikel(?:\s+ini)?|on\s+\w+|to\s+\w+)?",
    r"bagikan(?:\s+(?:berita|artikel)?\s*ini)?(?:\s+(?:ke|di|via|lewat)\s+.{0,40})?\s*:?",
    r"(?:ikuti|follow|dapatkan)\s+(?:kami|us|berita|update|.{0,30}\bdi\s+google\s+news\b).{0,120}",
    r"(?:simak|tonton|lihat)\s+(?:juga\s+)?video\b.{0,160}",
    r"(?:baca|lihat|simak)\s+(?:juga|selengkapnya|lainnya|artikel\s+lainnya)\b.{0,200}",
    r"(?:read|see|watch)\s+(?:also|more)\b.{0,200}",
    r"berita\s+(?:terkait|lainnya|terpopuler|populer|sebelumnya|selanjutnya|terbaru)\b.{0,120}",
    r"related\s+(?:posts?|articles?|news)\b.{0,80}",
    r"\d*\s*(?:komentar|comments?|likes?|shares?|views?)(?:\s*\(?\d+\)?)?",
    r"(?:tulis|tinggalkan|beri|kirim)\s+komentar.{0,60}|leave\s+a\s+(?:comment|reply).{0,60}",
    r"advertisement|iklan(?:\s*-.{0,60})?|advertorial\s+space|\d+\s*x\s*\d+\s+ad\s+placement",
    r"scroll\s+(?:to|untuk)\s+.{0,60}|lanjutkan\s+membaca.{0,60}",
    r"(?:gulir|geser)\s+(?:ke|untuk)\s+.{0,60}|halaman\s+(?:selanjutnya|berikutnya)",
    r"(?:copyright|hak\s+cipta)\b.{0,120}|(?:©|\(c\))\s*.{0,120}|all\s+rights\s+reserved.{0,60}",
    r"facebook|twitter|whatsapp|telegram|instagram|linkedin|pinterest|youtube|tiktok",
    r"copy\s+link|salin\s+(?:tautan|link)",
    r"(?:facebook|twitter|whatsapp|telegram|instagram|email|print|tweet|copy\s*link|share|[|/,•·]|\s){2,}",
    r"print|cetak|email|tweet|simpan|next|prev(?:ious)?|sebelumnya|selanjutnya|kembali|home|beranda",
    r"perbesar|loading\.*|memuat\.*|klik\s+(?:di\s*sini|untuk).{0,80}|\[gambas:.{0,80}\]",
    r"dapatkan\s+.{0,60}(?:notifikasi|newsletter|aplikasi).{0,60}|download\s+aplikasi.{0,80}",
    r"artikel\s+ini\s+telah\s+(?:tayang|terbit|dimuat)\s+.{0,200}",
    r"cek\s+berita\s+dan\s+artikel.{0,120}|konten\s+ini\s+adalah\s+kerja\s*sama.{0,120}",
)
"""Lines that belong to a page and not to its text, as expressions over a whole line in lower case."""
