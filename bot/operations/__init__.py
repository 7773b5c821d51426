"""Running Signpost: moving to another database, backing up, switching channels off, figures."""
