// Stands for a builder that the system kills in the middle of a build.
process.on('message', () => {
  process.send?.({ type: 'phase', phase: 'building' });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
});
