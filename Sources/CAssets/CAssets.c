#include "CAssets.h"

// #embed reads the file while this one is compiled, and the compiler's list of dependencies names it: a changed
// sentence builds this file again, and nothing of Swift.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char site_css[] = {
#embed "../../assets/site.css"
};

CAsset asset_site_css(void) { return (CAsset){site_css, sizeof site_css}; }

static const unsigned char receipt_css[] = {
#embed "../../assets/receipt.css"
};

CAsset asset_receipt_css(void) { return (CAsset){receipt_css, sizeof receipt_css}; }

static const unsigned char posters_css[] = {
#embed "../../assets/posters.css"
};

CAsset asset_posters_css(void) { return (CAsset){posters_css, sizeof posters_css}; }

static const unsigned char reports_css[] = {
#embed "../../assets/reports.css"
};

CAsset asset_reports_css(void) { return (CAsset){reports_css, sizeof reports_css}; }

static const unsigned char words_txt[] = {
#embed "../../assets/words.txt"
};

CAsset asset_words_txt(void) { return (CAsset){words_txt, sizeof words_txt}; }

static const unsigned char liaison_conf[] = {
#embed "../../assets/liaison.conf"
};

CAsset asset_liaison_conf(void) { return (CAsset){liaison_conf, sizeof liaison_conf}; }

static const unsigned char calendar_txt[] = {
#embed "../../assets/calendar.txt"
};

CAsset asset_calendar_txt(void) { return (CAsset){calendar_txt, sizeof calendar_txt}; }

static const unsigned char duties_csv[] = {
#embed "../../assets/duties.csv"
};

CAsset asset_duties_csv(void) { return (CAsset){duties_csv, sizeof duties_csv}; }

static const unsigned char templates_txt[] = {
#embed "../../assets/templates.txt"
};

CAsset asset_templates_txt(void) { return (CAsset){templates_txt, sizeof templates_txt}; }

static const unsigned char stations_csv[] = {
#embed "../../assets/sample/stations.csv"
};

CAsset asset_stations_csv(void) { return (CAsset){stations_csv, sizeof stations_csv}; }

static const unsigned char deputies_csv[] = {
#embed "../../assets/sample/deputies.csv"
};

CAsset asset_deputies_csv(void) { return (CAsset){deputies_csv, sizeof deputies_csv}; }

static const unsigned char pages_zh_Hans_txt[] = {
#embed "../../assets/wording/pages.zh-Hans.txt"
};

CAsset asset_pages_zh_Hans_txt(void) { return (CAsset){pages_zh_Hans_txt, sizeof pages_zh_Hans_txt}; }

static const unsigned char pages_en_txt[] = {
#embed "../../assets/wording/pages.en.txt"
};

CAsset asset_pages_en_txt(void) { return (CAsset){pages_en_txt, sizeof pages_en_txt}; }

static const unsigned char commands_zh_Hans_txt[] = {
#embed "../../assets/wording/commands.zh-Hans.txt"
};

CAsset asset_commands_zh_Hans_txt(void) { return (CAsset){commands_zh_Hans_txt, sizeof commands_zh_Hans_txt}; }

static const unsigned char commands_en_txt[] = {
#embed "../../assets/wording/commands.en.txt"
};

CAsset asset_commands_en_txt(void) { return (CAsset){commands_en_txt, sizeof commands_en_txt}; }

static const unsigned char posters_zh_Hans_txt[] = {
#embed "../../assets/wording/posters.zh-Hans.txt"
};

CAsset asset_posters_zh_Hans_txt(void) { return (CAsset){posters_zh_Hans_txt, sizeof posters_zh_Hans_txt}; }

static const unsigned char posters_en_txt[] = {
#embed "../../assets/wording/posters.en.txt"
};

CAsset asset_posters_en_txt(void) { return (CAsset){posters_en_txt, sizeof posters_en_txt}; }

static const unsigned char reports_zh_Hans_txt[] = {
#embed "../../assets/wording/reports.zh-Hans.txt"
};

CAsset asset_reports_zh_Hans_txt(void) { return (CAsset){reports_zh_Hans_txt, sizeof reports_zh_Hans_txt}; }

static const unsigned char reports_en_txt[] = {
#embed "../../assets/wording/reports.en.txt"
};

CAsset asset_reports_en_txt(void) { return (CAsset){reports_en_txt, sizeof reports_en_txt}; }

static const unsigned char cases_zh_Hans_txt[] = {
#embed "../../assets/wording/cases.zh-Hans.txt"
};

CAsset asset_cases_zh_Hans_txt(void) { return (CAsset){cases_zh_Hans_txt, sizeof cases_zh_Hans_txt}; }

static const unsigned char cases_en_txt[] = {
#embed "../../assets/wording/cases.en.txt"
};

CAsset asset_cases_en_txt(void) { return (CAsset){cases_en_txt, sizeof cases_en_txt}; }

static const unsigned char store_md[] = {
#embed "../../assets/guide/store.md"
};

CAsset asset_store_md(void) { return (CAsset){store_md, sizeof store_md}; }

static const unsigned char duties_md[] = {
#embed "../../assets/guide/duties.md"
};

CAsset asset_duties_md(void) { return (CAsset){duties_md, sizeof duties_md}; }

static const unsigned char duties_en_md[] = {
#embed "../../assets/guide/duties.en.md"
};

CAsset asset_duties_en_md(void) { return (CAsset){duties_en_md, sizeof duties_en_md}; }

static const unsigned char rules_txt[] = {
#embed "../../assets/rules.txt"
};

CAsset asset_rules_txt(void) { return (CAsset){rules_txt, sizeof rules_txt}; }
