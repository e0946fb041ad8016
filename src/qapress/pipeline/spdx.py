"""Whether words name licenses as SPDX does; of its names, those without a digit are known here."""

from __future__ import annotations

import re

_NAMES = """
AAL Abstyles AdaCore-doc Adobe-Display-PostScript Adobe-Glyph Adobe-Utopia ADSL Afmparse Aladdin AMD-newlib
AMDPLPA AML AML-glslang AMPAS ANTLR-PD ANTLR-PD-fallback any-OSI any-OSI-perl-modules APAFML Artistic-dist
Aspell-RU Asterisk-exception Asterisk-linking-protocols-exception Autoconf-exception-generic
Autoconf-exception-macro Baekmuk Bahyph Barr bcrypt-Solar-Designer Beerware Bitstream-Charter Bitstream-Vera
blessing Boehm-GC Boehm-GC-without-fee Bootloader-exception Borceux BSD-Advertising-Acknowledgement
BSD-Attribution-HPND-disclaimer BSD-Inferno-Nettverk BSD-Protection BSD-Source-beginning-file
BSD-Source-Code BSD-Systemics Caldera Caldera-no-preamble Catharon CC-PDDC CECILL-B CECILL-C CFITSIO
CGAL-linking-exception check-cvs checkmk ClArtistic Clips CMU-Mach CMU-Mach-nodoc CNRI-Jython CNRI-Python
CNRI-Python-GPL-Compatible Cornell-Lossless-JPEG Cronyx Crossword CryptoSwift cryptsetup-OpenSSL-exception
CrystalStacker Cube curl cve-tou diffmark DigiRule-FOSS-exception DOC DocBook-DTD DocBook-Schema
DocBook-Stylesheet DocBook-XML Dotseqn DSDP dtoa dvipdfm eGenix Entessa EPICS erlang-otp-linking-exception
EUDatagrid Eurosym Fair Fawkes-Runtime-exception FBM FDK-AAC Ferguson-Twofish FLTK-exception fmt-exception
FreeBSD-DOC FreeImage FSFAP FSFAP-no-warranty-disclaimer FSFUL FSFULLR FSFULLRSD FSFULLRWD FTL Furuseth fwlw
Game-Programming-Gems GCR-docs GD generic-xts Giftware Glide Glulxe GLWTPL Gmsh-exception GNAT-exception
GNOME-examples-exception GNU-compiler-exception gnu-javamail-exception gnuplot Graphics-Gems gtkbook Gutmann
harbour-exception HaskellReport hdparm HIDAPI HPND HPND-DEC HPND-doc HPND-doc-sell HPND-export-US
HPND-export-US-acknowledgement HPND-export-US-modify HPND-Fenneberg-Livingston HPND-INRIA-IMAG HPND-Intel
HPND-Kevlin-Henney HPND-Markus-Kuhn HPND-merchantability-variant HPND-MIT-disclaimer HPND-Netrek
HPND-Pbmplus HPND-sell-MIT-disclaimer-xserver HPND-sell-regexpr HPND-sell-variant
HPND-sell-variant-MIT-disclaimer HPND-sell-variant-MIT-disclaimer-rev HPND-UC HPND-UC-export-US HTMLTIDY
IBM-pibs ICU IEC-Code-Components-EULA IJG IJG-short ImageMagick iMatix Independent-modules-exception
Info-ZIP InnoSetup Intel Intel-ACPI IPA ISC ISC-Veillard Jam jove JPL-image JPNIC JSON Kastrup Kazlib
KiCad-libraries-exception Knuth-CTAN Leptonica LGPLLR Libpng libtiff Libtool-exception libutil-David-Nugent
Linux-man-pages-copyleft Linux-man-pages-copyleft-var Linux-OpenIB Linux-syscall-note LLGPL LLVM-exception
LOOP LPD-document lsof Lucida-Bitmap-Fonts LZMA-exception magaz mailprio MakeIndex Martin-Birgmeier
McPhee-slideshow metamail mif-exception Minpack MIPS MirOS MIT MIT-advertising MIT-Click MIT-CMU MIT-enna
MIT-feh MIT-Festival MIT-Khronos-old MIT-Modern-Variant MIT-open-group MIT-testregex MIT-Wu MITNFA MMIXware
Motosoto MPEG-SSG mpi-permissive mplus MS-LPL MS-PL MS-RL MTLL Multics Mup mxml-exception Naumen NCBI-PD NCL
NCSA Net-SNMP NetCDF Newsletr NGPL ngrep NIST-PD NIST-PD-fallback NIST-Software NLPL Nokia NOSL Noweb NRL
NTIA-PD NTP Nunit OAR OCaml-LGPL-linking-exception OCCT-PL OFFIS OGTSL OML OpenSSL OpenSSL-standalone
OpenVision openvpn-openssl-exception PADL Pixar pkgconf Plexus pnmstitch polyparse-exception PostgreSQL PPL
psfrag psutils python-ldap Qhull radvd Rdisc romic-exception RSA-MD RSCPL Ruby Ruby-pty SANE-exception
SAX-PD Saxpath SCEA SchemeReport Sendmail SGI-OpenGL SISSL SL Sleepycat SMAIL-GPL SMLNJ SMPPL SNIA snprintf
SOFA softSurfer Soundex ssh-keyscan SSH-OpenSSH SSH-short SSLeay-standalone StandardML-NJ stunnel-exception
Sun-PPP SunPro SWI-exception Swift-exception SWL swrule Symlinks TCL TCP-wrappers TermReadKey
Texinfo-exception ThirdEye threeparttable TMate TOSL TPDL TrustedQSL TTWL UBDL-exception UCAR ulem
UMich-Merit Unicode-TOU UnixCrypt Unlicense Unlicense-libtelnet Unlicense-libwhirlpool URT-RLE Vim VOSTROM
vsftpd-openssl-exception Widget-Workshop Wsuipa WTFPL wwl wxWindows Xerox Xfig xinetd
xkeyboard-config-Zinoviev xlock Xnet xpp XSkat xzoom Zed Zeeff Zlib zlib-acknowledgement
"""
"""The names without a digit of the SPDX License List 3.27.0; one with a digit may be any of the others."""
_KNOWN = frozenset(_NAMES.lower().split())
_ID = r"\(*[A-Za-z0-9.-]+\+?\)*"
_EXPRESSION = re.compile(rf"{_ID}(?: (?:AND|OR|WITH) {_ID})*")


def is_expression(text: str) -> bool:
    """Whether a text names licenses as SPDX does: `MIT AND (CC0-1.0 OR ISC)`, but not `Proprietary`."""
    names = (each.strip("()").removesuffix("+") for each in text.split(" ")[::2])
    return bool(_EXPRESSION.fullmatch(text)) and all(map(_is_name, names))


def _is_name(word: str) -> bool:
    own = word.startswith(("LicenseRef-", "DocumentRef-"))  # told nowhere what it stands for
    return not own and (word.lower() in _KNOWN or any(each.isdigit() for each in word))
