"""Fields that read what people type as they write it, and show it so again."""
