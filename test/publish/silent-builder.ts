// Stands for a builder that hears and never answers.
process.on('message', () => undefined);
