import LiaisonHTTP
import LiaisonWording

/// The questions of the form, from the closing quote of the nonce to the end of the form.
struct FormQuestions {
    let setting: FormSetting

    private var words: Wording { setting.language.words }

    /// All fields; without values and problems they are the same for every code.
    func markup(
        values: FormValues = FormValues(), problems: [PageProblem] = [], confirmsIDNumber: Bool = false
    ) -> Markup {
        var markup: Markup = "\">\n"
        // Where the form is sent says it otherwise.
        if setting.language.suffix.isEmpty { markup += Markup.language(setting.language.language) }
        if confirmsIDNumber {
            markup += """
                <input type="hidden" name="\(FormPage.confirmationField)" \
                value="\(FormPage.confirmedIDNumber)">

                """
        }
        markup += emergency
        markup += text(values.text, problems)
        markup += topic(values.topic, problems)
        markup += person(values, problems)
        markup += photo(problems, kept: values.keptPhotos)
        markup += trap
        markup += PrivacyNotice(setting: setting).markup
        return markup + """
            <p>\(words("form.afterwards", ["months": "\(setting.answerMonths)"]))
            <p><button id="send">\(words("form.send"))</button>
            </form>

            """
    }

    /// Stands before the text box: who is in danger must not wait for a deputy.
    private var emergency: Markup {
        let call: (String) -> Markup = { "<a href=\"tel:\($0)\">\($0)</a>" }
        let numbers = words.markup(
            "form.emergency",
            [
                "police": call("110"), "fire": call("119"), "ambulance": call("120"),
                "hotline": call("12345"),
            ])
        return """
            <div class="box">
            <p>\(numbers)
            <p>\(words("form.single-cases"))
            </div>

            """
    }

    private func text(_ value: String, _ problems: [PageProblem]) -> Markup {
        let field = FormField(
            id: "text", label: words.markup("form.text"), hint: words.markup("form.text.hint"),
            problems: problems)
        // The parser drops one newline after the tag, so that one of the sender's own stays.
        return field.markup { "<textarea \($0) rows=\"6\">\n\(value)</textarea>" }
    }

    func topic(_ value: String, _ problems: [PageProblem]) -> Markup {
        guard !setting.topics.isEmpty else { return "" }
        let field = FormField(id: "topic", label: words.markup("form.topic"), problems: problems)
        return field.markup { attributes in
            var select: Markup = "<select \(attributes)>\n<option value=\"\">\(words("form.topic.none"))\n"
            for topic in setting.topics {
                select += topic == value ? "<option selected>\(topic)\n" : "<option>\(topic)\n"
            }
            return select + "</select>"
        }
    }

    func person(_ values: FormValues, _ problems: [PageProblem]) -> Markup {
        let name = FormField(
            id: "name", label: words.markup("form.name"), hint: words.markup("form.person.hint"),
            problems: problems)
        let phone = FormField(id: "phone", label: words.markup("form.phone"), problems: problems)
        return name.markup { "<input \($0) autocomplete=\"name\" value=\"\(values.name)\">" }
            + phone.markup {
                "<input \($0) type=\"tel\" inputmode=\"tel\" autocomplete=\"tel\" value=\"\(values.phone)\">"
            }
    }

    /// The choice of photos, below those that wait for the form already, if any do.
    func photo(_ problems: [PageProblem], kept: Int = 0) -> Markup {
        let field = FormField(
            id: "photo", label: words.markup("form.photo"), hint: words.markup("form.photo.hint"),
            problems: problems)
        return keptPhotos(kept)
            + field.markup { "<input \($0) type=\"file\" accept=\"image/jpeg,image/png\" multiple>" }
    }

    private func keptPhotos(_ count: Int) -> Markup {
        if count == 0 { return "" }
        let rest = FormLimits().files - count
        let sentence =
            rest > 0
            ? words("form.photo.kept", ["count": "\(count)", "rest": "\(rest)"])
            : words("form.photo.kept-all", ["count": "\(count)"])
        return """
            <div class="box">
            <p>\(sentence)
            <input type="hidden" name="\(FormPage.keptField)" value="\(count)">
            <p><label class="choice"><input type="checkbox" name="\(FormPage.dropField)" value="yes"> \
            \(words("form.photo.drop"))</label>
            </div>

            """
    }

    /// A field that only machines see and fill.
    private var trap: Markup {
        """
        <p class="trap" aria-hidden="true"><label for="website">\(words("form.website"))</label>
        <input id="website" name="website" tabindex="-1" autocomplete="off">

        """
    }
}
