#!/usr/bin/python3
"""Makes the demonstration data of this folder: Kecamatan Plaju and a few offices of Kota Palembang.

  make.py            write the files beside this script
  make.py --check    exit status 1 when a file is not what this script would write

Every person is invented: names are drawn from lists of common names, NIPs carry serials from 901 on. The same output
on every run. What the story needs: 14 people in three units of Kecamatan Plaju fall short in project management (T.1),
nobody else does. employees.json has the shape in which SIASN's data-utama call returns a person; the other files are
bodies of the contract (`bangkom seed --help` says which).
SPDX-License-Identifier: Apache-2.0
"""
import datetime
import hashlib
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
TODAY = datetime.date(2026, 1, 5)  # the day of the export
ASSESSED = "2025-09-15"

MALE = """Adi Agung Ahmad Aldi Andika Arif Bagus Bambang Bayu Budi Cahyo Darmawan Dedi Dimas Eko Fajar Fauzan Febri Galih Gilang
Hadi Hendra Ilham Imam Irfan Joko Kurnia Lukman Mahmud Nanda Prima Rahmat Reza Ridwan Rizki Satria Surya Taufik Wahyu
Yoga Yusuf Zainal""".split()
FEMALE = """Aisyah Anggun Anisa Ayu Citra Dewi Dian Dina Eka Fitri Gita Hana Indah Intan Kartika Laras Lestari Lina Maya Mega Melati
Nabila Nia Novi Nur Puspita Putri Rahma Ratna Rina Sari Sekar Siti Sri Tari Tika Ulfa Wulan Yanti Yuni""".split()
FAMILY = """Akbar Alamsyah Anggraini Apriyadi Arifin Azhari Darmansyah Efendi Fahlevi Firdaus Gunawan Hakim Handayani Hartono
Hasanah Hidayat Husin Iskandar Kurniawan Lubis Maharani Marpaung Mulyadi Nugroho Oktaviani Pertiwi Pranata Pratama Puspasari
Rahayu Ramadhan Romli Rosidi Saputra Setiawan Siregar Suherman Susanti Syahputra Utami Wibowo Wijaya Yulianti Zulkarnain""".split()

# key: (name, parent, kind of staff, number of staff besides the head)
UNITS = {
    "plg": ("Pemerintah Kota Palembang", None, None, 0),
    "setda-org": ("Bagian Organisasi", "plg", "office", 9),
    "setda-pem": ("Bagian Administrasi Pembangunan", "plg", "office", 9),
    "bkpsdm": ("Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "plg", "office", 6),
    "bkpsdm-sek": ("Sekretariat BKPSDM", "bkpsdm", "office", 9),
    "bkpsdm-bangkom": ("Bidang Pengembangan Kompetensi Aparatur", "bkpsdm", "hr", 12),
    "bkpsdm-mutasi": ("Bidang Mutasi dan Promosi", "bkpsdm", "hr", 10),
    "bkpsdm-kinerja": ("Bidang Penilaian Kinerja dan Penghargaan", "bkpsdm", "hr", 9),
    "inspektorat": ("Inspektorat Daerah", "plg", "audit", 14),
    "kominfo": ("Dinas Komunikasi dan Informatika", "plg", "office", 6),
    "kominfo-app": ("Bidang Aplikasi Informatika", "kominfo", "it", 14),
    "kominfo-infra": ("Bidang Infrastruktur dan Keamanan Informasi", "kominfo", "it", 12),
    "kominfo-ikp": ("Bidang Informasi dan Komunikasi Publik", "kominfo", "office", 14),
    "pupr": ("Dinas Pekerjaan Umum dan Penataan Ruang", "plg", "office", 6),
    "pupr-bm": ("Bidang Bina Marga", "pupr", "works", 24),
    "pupr-ck": ("Bidang Cipta Karya", "pupr", "works", 14),
    "pupr-tr": ("Bidang Tata Ruang", "pupr", "works", 10),
    "plaju": ("Kecamatan Plaju", "plg", "office", 0),
    "plaju-sek": ("Sekretariat Kecamatan Plaju", "plaju", "office", 10),
    "plaju-pem": ("Seksi Pemerintahan", "plaju", "office", 6),
    "plaju-bang": ("Seksi Pembangunan dan Pemberdayaan Masyarakat", "plaju", "programme", 8),
    "plaju-trantib": ("Seksi Ketenteraman dan Ketertiban Umum", "plaju", "order", 8),
    "plaju-layanan": ("Seksi Pelayanan Umum", "plaju", "service", 8),
    "plaju-ulu": ("Kelurahan Plaju Ulu", "plaju", "village", 9),
    "plaju-ilir": ("Kelurahan Plaju Ilir", "plaju", "village", 9),
    "plaju-darat": ("Kelurahan Plaju Darat", "plaju", "village", 9),
    "talang-putri": ("Kelurahan Talang Putri", "plaju", "village", 9),
    "talang-bubuk": ("Kelurahan Talang Bubuk", "plaju", "village", 8),
    "komperta": ("Kelurahan Komperta", "plaju", "village", 7),
    "bagus-kuning": ("Kelurahan Bagus Kuning", "plaju", "village", 8),
}
# key: (name, jenisJabatanId, eselonId, level of the nine competencies, technical levels)
POSITIONS = {
    "sekda": ("Sekretaris Daerah", "1", "21", 4, {}),
    "kepala-badan": ("Kepala Badan Kepegawaian dan Pengembangan SDM", "1", "22", 4, {"T.1": 3}),
    "kepala-dinas-kominfo": ("Kepala Dinas Komunikasi dan Informatika", "1", "22", 4, {"T.1": 3, "T.2": 4}),
    "kepala-dinas-pupr": ("Kepala Dinas PUPR", "1", "22", 4, {"T.1": 4}),
    "inspektur": ("Inspektur", "1", "22", 4, {"T.3": 4}),
    "kepala-bagian": ("Kepala Bagian", "1", "31", 3, {}),
    "sekretaris-badan": ("Sekretaris Badan", "1", "31", 3, {"T.3": 3}),
    "kepala-bidang": ("Kepala Bidang", "1", "32", 3, {}),
    "camat": ("Camat", "1", "31", 3, {"T.1": 2, "T.4": 3}),
    "sekretaris-camat": ("Sekretaris Kecamatan", "1", "32", 3, {"T.3": 3}),
    "kepala-seksi-pembangunan": ("Kepala Seksi Pembangunan dan Pemberdayaan Masyarakat", "1", "41", 2, {"T.1": 3}),
    "kepala-seksi": ("Kepala Seksi", "1", "41", 2, {}),
    "lurah": ("Lurah", "1", "41", 2, {"T.1": 2, "T.4": 3}),
    "sekretaris-lurah": ("Sekretaris Kelurahan", "1", "42", 2, {"T.3": 2}),
    "analis-sdma-muda": ("Analis SDM Aparatur Ahli Muda", "2", "00", 3, {"T.5": 3}),
    "analis-sdma-pertama": ("Analis SDM Aparatur Ahli Pertama", "2", "00", 2, {"T.5": 2}),
    "prakom-muda": ("Pranata Komputer Ahli Muda", "2", "00", 3, {"T.1": 2, "T.2": 4}),
    "prakom-pertama": ("Pranata Komputer Ahli Pertama", "2", "00", 2, {"T.2": 3}),
    "auditor-muda": ("Auditor Ahli Muda", "2", "00", 3, {"T.3": 3}),
    "teknik-jalan-muda": ("Penata Kelola Jalan dan Jembatan Ahli Muda", "2", "00", 3, {"T.1": 3}),
    "tata-ruang-pertama": ("Penata Ruang Ahli Pertama", "2", "00", 2, {"T.1": 2}),
    "pengelola-program": ("Pengelola Program dan Kegiatan", "4", "00", 1, {"T.1": 2}),
    "pengadministrasi": ("Pengadministrasi Umum", "4", "00", 1, {}),
    "pengelola-layanan": ("Pengelola Layanan Operasional", "4", "00", 1, {"T.4": 2}),
    "pengelola-keuangan": ("Pengelola Keuangan", "4", "00", 1, {"T.3": 2}),
    "pengelola-trantib": ("Pengelola Ketenteraman dan Ketertiban", "4", "00", 1, {}),
}
HEADS = {"plg": "sekda", "bkpsdm": "kepala-badan", "bkpsdm-sek": "sekretaris-badan", "inspektorat": "inspektur",
         "kominfo": "kepala-dinas-kominfo", "pupr": "kepala-dinas-pupr", "plaju": "camat", "plaju-sek": "sekretaris-camat",
         "plaju-bang": "kepala-seksi-pembangunan"}
STAFF = {  # in this order, over and over
    "office": ("pengadministrasi", "pengelola-keuangan", "pengadministrasi", "pengelola-layanan"),
    "hr": ("analis-sdma-muda", "analis-sdma-pertama", "analis-sdma-pertama", "pengadministrasi"),
    "audit": ("auditor-muda",), "it": ("prakom-muda", "prakom-pertama", "prakom-pertama"),
    "works": ("teknik-jalan-muda", "tata-ruang-pertama", "pengelola-program", "pengadministrasi"),
    "programme": ("pengelola-program", "pengelola-program", "pengelola-program", "pengadministrasi"),
    "order": ("pengelola-trantib",), "service": ("pengelola-layanan", "pengelola-layanan", "pengadministrasi"),
    "village": ("sekretaris-lurah", "pengelola-program", "pengelola-program", "pengelola-program", "pengelola-layanan",
                "pengelola-program", "pengadministrasi", "pengelola-layanan", "pengelola-keuangan"),
}
# How many of a unit's people who need T.1 fall short, and by how much: 14 people in three units.
SHORT_IN_T1 = {"plaju-bang": (-2, -1, -1, -2, -1, -2), "plaju-ulu": (-1, -2, -1, -1, -2), "talang-putri": (-1, -1, -2)}
# Units whose people went to the assessment centre; elsewhere only T.1 was tested. What is missing is unknown.
ASSESSED_UNITS = tuple(key for key in UNITS if key.startswith(("plaju", "talang", "komperta", "bagus", "bkpsdm")))

RANKS = {11: "I/a", 21: "II/a", 22: "II/b", 23: "II/c", 24: "II/d", 31: "III/a", 32: "III/b", 33: "III/c", 34: "III/d",
         41: "IV/a", 42: "IV/b", 43: "IV/c", 44: "IV/d"}
RANK_OF_LEVEL = {1: (21, 22, 23, 24, 31), 2: (31, 32, 33, 34), 3: (33, 34, 41, 42), 4: (42, 43, 44)}

CORE = [
    ("M.1", "Integritas", "managerial", "attitude",
     "Berperilaku selaras dengan nilai, norma, dan etika organisasi, juga ketika tidak diawasi.",
     ["Menjaga perilaku dan tugas sendiri sesuai kode etik", "Mengingatkan rekan sekelompok agar bertindak etis",
      "Menegakkan nilai dan etika di unit yang dipimpin", "Membangun kondisi kerja yang menjunjung etika di seluruh instansi",
      "Menjadi teladan etika sampai ke luar instansi"]),
    ("M.2", "Kerja Sama", "managerial", "attitude", "Membina hubungan kerja yang saling percaya dan mencapai hasil bersama.",
     ["Mengerjakan bagian sendiri dalam kelompok", "Menyatukan pendapat dan tugas dalam kelompok kerja",
      "Membangun tim yang efektif di unitnya", "Menyelaraskan kerja antarunit dalam instansi",
      "Menciptakan sinergi antarinstansi untuk sasaran nasional"]),
    ("M.3", "Komunikasi", "managerial", "skill", "Menyampaikan dan menerima informasi dengan jelas, lisan maupun tertulis.",
     ["Menyampaikan informasi sederhana dengan jelas", "Mendengarkan dan menjawab dengan tepat dalam kelompok",
      "Berkomunikasi persuasif tentang kebijakan unit", "Mengelola komunikasi lintas unit dan pemangku kepentingan",
      "Menyusun strategi komunikasi tingkat nasional"]),
    ("M.4", "Orientasi pada Hasil", "managerial", "attitude", "Mencapai sasaran dengan mutu dan waktu yang dijanjikan.",
     ["Menyelesaikan tugas menurut standar", "Memperbaiki cara kerja sendiri dan kelompok",
      "Menetapkan target unit yang menantang", "Mendorong mutu hasil di seluruh instansi",
      "Membangun budaya hasil lintas instansi"]),
    ("M.5", "Pelayanan Publik", "managerial", "skill", "Melayani masyarakat secara adil, transparan, dan tanggap.",
     ["Melayani sesuai prosedur", "Menanggapi kebutuhan pemohon secara tuntas", "Menjaga mutu layanan unit yang dipimpin",
      "Memperbaiki sistem layanan instansi", "Merumuskan kebijakan pelayanan publik nasional"]),
    ("M.6", "Pengembangan Diri dan Orang Lain", "managerial", "attitude", "Meningkatkan kemampuan diri dan membina orang lain.",
     ["Mengenali kebutuhan belajar sendiri", "Berbagi pengetahuan dengan rekan", "Membimbing dan memberi umpan balik kepada bawahan",
      "Menyusun program pengembangan jangka panjang", "Membangun sistem pengembangan lintas instansi"]),
    ("M.7", "Mengelola Perubahan", "managerial", "skill", "Menyesuaikan diri dan memimpin perubahan ke arah yang lebih baik.",
     ["Menerima dan mengikuti perubahan", "Membantu rekan menyesuaikan diri", "Memimpin perubahan di unitnya",
      "Mengelola perubahan lintas unit", "Menggagas perubahan kebijakan nasional"]),
    ("M.8", "Pengambilan Keputusan", "managerial", "knowledge", "Memilih tindakan berdasarkan data dan menanggung risikonya.",
     ["Memutuskan hal rutin dalam tugasnya", "Menganalisis pilihan dalam kelompok", "Memutuskan dengan menimbang risiko unit",
      "Memutuskan hal yang berdampak pada instansi", "Memutuskan hal yang berdampak nasional"]),
    ("SK.1", "Perekat Bangsa", "sociocultural", "attitude", "Menghargai keberagaman dan menjaga persatuan dalam bekerja.",
     ["Menghargai perbedaan", "Mencegah prasangka dalam kelompok", "Membangun suasana kerja yang inklusif",
      "Mengelola keberagaman di instansi", "Menjadi penggerak persatuan lintas daerah"]),
]
TECHNICAL = [
    ("T.1", "Manajemen Proyek", "skill", "Merencanakan, melaksanakan, dan mengendalikan kegiatan sampai hasilnya diserahterimakan.",
     ["Menjelaskan tahapan dan dokumen sebuah kegiatan", "Menyusun jadwal dan anggaran kegiatan sederhana",
      "Mengendalikan lingkup, waktu, dan biaya satu kegiatan", "Mengelola beberapa kegiatan dan risikonya",
      "Menetapkan metode manajemen proyek bagi pemerintah daerah"]),
    ("T.2", "Teknologi Informasi", "skill", "Merancang, membangun, dan mengoperasikan sistem informasi pemerintah.",
     ["Mengoperasikan aplikasi perkantoran", "Memelihara aplikasi dan data unit", "Membangun aplikasi menurut kebutuhan",
      "Merancang arsitektur sistem instansi", "Menetapkan arah SPBE daerah"]),
    ("T.3", "Pengelolaan Keuangan Daerah", "knowledge", "Menyusun, melaksanakan, dan mempertanggungjawabkan anggaran daerah.",
     ["Mengenal dokumen anggaran", "Menatausahakan keuangan kegiatan", "Menyusun anggaran unit",
      "Mengendalikan pelaksanaan anggaran instansi", "Merumuskan kebijakan keuangan daerah"]),
    ("T.4", "Pelayanan Administrasi Kewilayahan", "skill", "Menyelenggarakan layanan kecamatan dan kelurahan.",
     ["Menerima berkas layanan", "Memeriksa dan memproses berkas", "Mengendalikan standar layanan kelurahan",
      "Memperbaiki layanan lintas kelurahan", "Merumuskan pola layanan kewilayahan daerah"]),
    ("T.5", "Analisis Data Kepegawaian", "knowledge", "Mengolah data pegawai menjadi dasar keputusan.",
     ["Membaca tabel dan grafik", "Membersihkan dan merekap data", "Menyusun analisis kebutuhan kompetensi",
      "Membangun model perencanaan pegawai", "Menetapkan standar data kepegawaian daerah"]),
]
LEVELS = ("Paham", "Dasar", "Menengah", "Mumpuni", "Ahli")


def key(text):
    """A 32-digit hexadecimal key, as SIASN's identifiers are."""
    return hashlib.sha256(("bangkom-demo:" + text).encode()).hexdigest()[:32]


def dmy(date):
    return date.strftime("%d-%m-%Y")


class People:
    """Invents people, always the same ones."""

    def __init__(self):
        self.random = random.Random(20260105)
        self.names, self.serials = set(), {}

    def name(self, male):
        while True:
            first = self.random.choice(MALE if male else FEMALE)
            name = f"{first} {self.random.choice(FAMILY)}"
            if name in self.names:
                name = f"{first} {self.random.choice(MALE if male else FEMALE)} {self.random.choice(FAMILY)}"
            if name not in self.names and len(set(name.split())) == len(name.split()):
                self.names.add(name)
                return name

    def serial(self, stem):
        self.serials[stem] = self.serials.get(stem, 900) + 1
        return f"{stem}{self.serials[stem]:03d}"

    def make(self, unit, position, number, kind):
        r = self.random
        name, kind_of_position, echelon, level, _ = POSITIONS[position]
        male = r.random() < 0.52
        birth = datetime.date(TODAY.year - {1: 24, 2: 31, 3: 38, 4: 47}[level] - r.randrange(11), 1 + r.randrange(12), 1 + r.randrange(28))
        hired = datetime.date(min(birth.year + 22 + r.randrange(4), 2024), r.choice((1, 3, 4, 12)), 1)
        sex = "1" if male else "2"
        if kind == "PPPK":
            hired = datetime.date(2021 + r.randrange(4), 3, 1)
            nip = self.serial(f"{birth:%Y%m%d}{hired.year}21{sex}")
        else:
            if kind == "CPNS":
                hired = datetime.date(2025, 4, 1)
            nip = self.serial(f"{birth:%Y%m%d}{hired:%Y%m}{sex}")
        rank = r.choice(RANK_OF_LEVEL[level]) if kind != "PPPK" else 9
        since = datetime.date(2022 + r.randrange(3), r.choice((1, 4, 7, 10)), 1)
        unit_name, parent, _, _ = UNITS[unit]
        full = self.name(male)
        which = {"1": "jabatanStrukturalId", "2": "jabatanFungsionalId", "4": "jabatanFungsionalUmumId"}[kind_of_position]
        record = {
            "id": key("person:" + nip), "nipBaru": nip, "nama": full.upper(),
            "gelarDepan": "Dr." if level == 4 and r.random() < 0.5 else "",
            "gelarBelakang": r.choice(("S.Sos.", "S.E.", "S.IP.", "S.Kom.", "S.T.", "")) if level > 1 or r.random() < 0.4 else "",
            "tglLahir": dmy(birth), "jenisKelamin": "M" if male else "F",
            "emailGov": f"{full.lower().replace(' ', '.')}@contoh.example",
            "statusPegawai": kind, "jenisPegawaiId": "15", "kedudukanPnsId": "01",
            "golRuangAkhirId": str(rank), "golRuangAkhir": RANKS.get(rank, "IX"), "tmtGolAkhir": dmy(max(since, hired)),
            "jenisJabatanId": kind_of_position, "jabatanNama": name,
            "jabatanStrukturalId": "", "jabatanFungsionalId": "", "jabatanFungsionalUmumId": "",
            "eselonId": "" if echelon == "00" else echelon, "tmtJabatan": dmy(max(since, hired)),
            "unorId": key("unit:" + unit), "unorNama": unit_name, "unorIndukId": key("unit:" + parent) if parent else "",
            "tmtCpns": dmy(hired), "kepalaUnit": number == 0,
        }
        record[which] = key("position:" + position)
        return record


def employees():
    people, records = People(), []
    for unit, (_, _, staff, count) in UNITS.items():
        head = HEADS.get(unit) or {"village": "lurah"}.get(staff) or ("kepala-bagian" if unit.startswith("setda") else "kepala-seksi"
                                                                      if unit.startswith("plaju-") else "kepala-bidang")
        for number in range(count + 1):
            position = head if number == 0 else STAFF[staff][(number - 1) % len(STAFF[staff])]
            kind = "PNS"
            if number > 2 and POSITIONS[position][3] == 1:
                kind = ("PPPK", "PNS", "CPNS", "PPPK", "PNS")[(number + len(records)) % 5]
            records.append((unit, position, people.make(unit, position, number, kind)))
    return records


def competencies():
    def one(code, name, kind, aspect, definition, indicators, parent=None):
        entry = {"external_id": code, "code": code, "name": name, "kind": kind, "aspect": aspect, "definition": definition,
                 "levels": [{"level": i + 1, "name": LEVELS[i], "indicators": [text]} for i, text in enumerate(indicators)]}
        if parent:
            entry["parent_id"] = "ext:" + parent
        return entry

    group = ("Kompetensi teknis yang berlaku lintas perangkat daerah.",
             ["Memahami istilah bidangnya", "Menerapkan dengan bimbingan", "Menerapkan mandiri", "Membimbing orang lain",
              "Mengembangkan bidangnya"])
    return ([one(*entry) for entry in CORE]
            + [one("T", "Kompetensi Teknis Umum", "technical", "skill", *group)]
            + [one(code, name, "technical", aspect, definition, levels, "T") for code, name, aspect, definition, levels in TECHNICAL])


def standards():
    out = []
    for position, (_, _, _, level, technical) in POSITIONS.items():
        levels = {code: level for code, *_ in CORE}
        levels.update(technical)
        out.append({"position": "ext:" + key("position:" + position), "valid_from": "2025-01-01",
                    "items": [{"competency_id": "ext:" + code, "required_level": required} for code, required in levels.items()]})
    return out


def assessments(records):
    r, out = random.Random(38), []
    shortfalls = {unit: list(gaps) for unit, gaps in SHORT_IN_T1.items()}

    def add(record, code, level, method, day=ASSESSED):
        out.append({"external_id": f"{day}:{record['nipBaru']}:{code}:{method}", "employee_id": "nip:" + record["nipBaru"],
                    "competency_id": "ext:" + code, "level": level, "method": method, "assessed_on": day,
                    "source_reference": {"test": "UJI", "self": "MANDIRI"}.get(method, "PUSPEN") + "/2025/IX"})

    for unit, position, record in records:
        _, _, _, level, technical = POSITIONS[position]
        if "T.1" in technical:
            gap = shortfalls[unit].pop(0) if shortfalls.get(unit) else 0
            add(record, "T.1", technical["T.1"] + gap, "test")
            if gap:  # what they think of themselves never counts alone, and not against a test
                add(record, "T.1", technical["T.1"], "self", "2025-10-01")
        if unit not in ASSESSED_UNITS:
            continue
        for code, *_ in CORE:
            add(record, code, max(0, min(5, level + r.choice((-1, 0, 0, 0, 1)))), "assessment_centre")
        for code, required in technical.items():
            if code != "T.1" and r.random() < 0.8:
                add(record, code, max(0, required + r.choice((-1, 0, 0, 1))), "test")
    if any(shortfalls.values()):
        raise SystemExit(f"not enough people need T.1: {shortfalls}")
    return out


def first(records, unit, position):
    return next(record for u, p, record in records if (u, p) == (unit, position))


def instruments():
    questions = [
        ("material_relevance", "Materi sesuai dengan pekerjaan saya."), ("material_quality", "Materi jelas dan mutakhir."),
        ("method", "Metode pembelajaran membantu saya memahami materi."),
        ("instructor", "Pengajar menguasai materi dan cara menyampaikannya."),
        ("facilities", "Ruang, perangkat, dan sarana memadai."), ("organisation", "Penyelenggaraan tertib dan tepat waktu."),
        ("overall", "Secara keseluruhan pelatihan ini bermanfaat.")]
    items = [{"ordinal": n, "dimension": dimension, "kind": "score", "question": question}
             for n, (dimension, question) in enumerate(questions, 1)]
    items.append({"ordinal": 8, "dimension": "overall", "kind": "text", "question": "Apa yang perlu diperbaiki?"})
    return [{"name": "Reaksi peserta", "items": items}]


def output():
    records = employees()
    nip = {role: first(records, *where)["nipBaru"] for role, where in {
        "planner": ("bkpsdm-bangkom", "analis-sdma-muda"), "approver": ("plg", "sekda"), "leader": ("plaju", "camat"),
        "employee": ("plaju-bang", "pengelola-program"), "instructor": ("bkpsdm-bangkom", "kepala-bidang"),
        "auditor": ("inspektorat", "auditor-muda")}.items()}
    plaju = "ext:" + key("unit:plaju")
    lurah = "ext:" + key("position:lurah")
    files = {
        "organization.json": {"slug": "kota-palembang", "name": "Pemerintah Kota Palembang (data peragaan)"},
        "competencies.json": competencies(),
        "employees.json": [record for _, _, record in records],
        "standards.json": standards(),
        "targets.json": [{"employee": "nip:" + first(records, unit, "sekretaris-lurah")["nipBaru"], "target_position_id": lurah}
                         for unit in ("plaju-ulu", "talang-putri", "komperta")],
        "assessments.json": assessments(records),
        "instruments.json": instruments(),
        "clients.json": [
            {"name": "admin-console", "roles": [{"role": "admin", "unit": None}]},
            {"name": "simpeg", "roles": [{"role": "integration", "unit": None}]},
            {"name": "universitas-a", "roles": [{"role": "partner", "unit": None}]},
        ],
        "role-assignments.json": [
            {"employee": "nip:" + nip["planner"], "role": "planner", "unit": None},
            {"employee": "nip:" + nip["approver"], "role": "approver", "unit": None},
            {"employee": "nip:" + nip["leader"], "role": "leader", "unit": plaju},
            {"employee": "nip:" + nip["instructor"], "role": "instructor", "unit": None},
            {"employee": "nip:" + nip["auditor"], "role": "auditor", "unit": None},
        ],
    }
    texts = {name: dump(value) for name, value in files.items()}
    bearers = {"admin": "client:admin-console", "integration": "client:simpeg", "partner": "client:universitas-a",
               **{role: "employee:nip:" + number for role, number in nip.items()}}
    texts["tokens.tsv"] = "# role, and who gets a token for it\n" + "".join(f"{role}\t{bearer}\n" for role, bearer in bearers.items())
    return texts


def dump(value):
    """One entry a line, so that a change reads well in a diff."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in value) + "\n]\n"
    return json.dumps(value, ensure_ascii=False) + "\n"


def main(arguments):
    texts = output()
    if arguments == ["--check"]:
        stale = [name for name, text in texts.items() if not (HERE / name).is_file() or (HERE / name).read_text() != text]
        print("".join(f"deploy/demo/{name} is not what make.py writes\n" for name in stale), end="", file=sys.stderr)
        return 1 if stale else 0
    if arguments:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    for name, text in texts.items():
        (HERE / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
