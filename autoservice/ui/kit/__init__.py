"""The design system: layout, navigation, forms, tables, feedback, dialogs, icons, texts, theme."""
