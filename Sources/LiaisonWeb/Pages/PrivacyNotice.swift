import LiaisonWording

/// What 个人信息保护法 article 17 has to be told before personal data is taken: by whom, for what, how,
/// which data, how long, and how to have it shown, corrected or erased.
struct PrivacyNotice {
    let setting: FormSetting

    /// The notice, folded.
    var markup: Markup {
        let words = setting.language.words
        let site = setting.site
        return """
            <details><summary>\(words("privacy.title"))</summary>
            <p>\(words("privacy.handler", ["handler": site.handler, "contact": site.contact]))
            <p>\(words("privacy.purpose"))
            <p>\(words("privacy.who"))
            <p>\(words("privacy.retention", ["retention": site.retention]))
            <p>\(words("privacy.rights"))
            </details>

            """
    }
}
