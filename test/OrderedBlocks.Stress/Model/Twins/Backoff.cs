using ModelChecking;

namespace OrderedBlocks.Atomics;

/// <summary>The back-off of the model: waits until a word that the loop looks at has changed.</summary>
internal struct Backoff
{
    private ulong _start;

    public void Snooze() => ModelRun.Current.Snooze(ref _start);
}
