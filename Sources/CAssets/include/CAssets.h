#ifndef LIAISON_CASSETS_H
#define LIAISON_CASSETS_H

#include <stddef.h>

/// What designers, translators and operators edit below `assets`, embedded by the compiler: one function a file.

/// The bytes of one embedded file; they live as long as the program.
typedef struct {
    const unsigned char *bytes;
    size_t count;
} CAsset;

/// assets/site.css
CAsset asset_site_css(void);
/// assets/posters.css
CAsset asset_posters_css(void);
/// assets/receipt.css
CAsset asset_receipt_css(void);
/// assets/reports.css
CAsset asset_reports_css(void);
/// assets/words.txt
CAsset asset_words_txt(void);
/// assets/liaison.conf
CAsset asset_liaison_conf(void);
/// assets/duties.csv
CAsset asset_duties_csv(void);
/// assets/calendar.txt
CAsset asset_calendar_txt(void);
/// assets/sample/stations.csv
CAsset asset_templates_txt(void);
CAsset asset_stations_csv(void);
/// assets/sample/deputies.csv
CAsset asset_deputies_csv(void);
/// assets/wording/pages.zh-Hans.txt
CAsset asset_pages_zh_Hans_txt(void);
/// assets/wording/pages.en.txt
CAsset asset_pages_en_txt(void);
/// assets/wording/commands.zh-Hans.txt
CAsset asset_commands_zh_Hans_txt(void);
/// assets/wording/commands.en.txt
CAsset asset_commands_en_txt(void);
/// assets/wording/posters.zh-Hans.txt
CAsset asset_posters_zh_Hans_txt(void);
/// assets/wording/posters.en.txt
CAsset asset_posters_en_txt(void);
/// assets/wording/reports.zh-Hans.txt
CAsset asset_reports_zh_Hans_txt(void);
/// assets/wording/reports.en.txt
CAsset asset_reports_en_txt(void);
/// assets/wording/cases.zh-Hans.txt
CAsset asset_cases_zh_Hans_txt(void);
/// assets/wording/cases.en.txt
CAsset asset_cases_en_txt(void);
/// assets/guide/store.md
CAsset asset_store_md(void);
/// assets/guide/duties.md
CAsset asset_duties_md(void);
/// assets/guide/duties.en.md
CAsset asset_duties_en_md(void);
/// assets/rules.txt
CAsset asset_rules_txt(void);

#endif
