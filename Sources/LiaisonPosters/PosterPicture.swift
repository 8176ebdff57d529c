import LiaisonText

/// A picture from a file that stands on posters: a logo before the station's name, or the station itself.
package struct PosterPicture: Equatable, Sendable {
    /// The whole picture as a `data:` address (RFC 2397), since a poster fetches nothing.
    package let address: String

    package init(address: String) { self.address = address }

    /// The element, which shows all of the picture within a box.
    func markup(_ classes: String, width: Double, height: Double) -> String {
        """
        <img class="\(classes)" alt="" style="width:\(mm(width));height:\(mm(height))" src="\(html(address))">

        """
    }
}

extension PosterPress {
    /// How wide a logo may be, in its heights.
    private static var logoShape: Double { 1.25 }

    /// Appends a station's name at the head of a sheet, the logo before it where there is one.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - classes: The name's classes.
    ///   - width: The row's width in millimetres.
    ///   - height: The row's height in millimetres.
    ///   - largest: The largest type in millimetres.
    ///   - sheet: Where to.
    func appendName(
        of station: PosterStation, _ classes: String, width: Double, height: Double, largest: Double,
        to sheet: inout [UInt8]
    ) {
        guard let logo else {
            sheet.appendFitted(
                station.name, classes, width: width, height: height, largest: largest, isChinese: true)
            return
        }
        let side = height * Self.logoShape
        sheet.append("<div class=\"named\">\(logo.markup("logo", width: side, height: height * 0.92))")
        sheet.appendFitted(
            station.name, classes, width: width - side - 3 * width / 126, height: height, largest: largest,
            isChinese: true)
        sheet.append("</div>\n")
    }
}
