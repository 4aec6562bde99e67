using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Output;

/// <summary>Those who wait for an output, first come first served, and those who wait until there is one.</summary>
/// <remarks>
/// <para>They come, and are taken, under the output lock; so whoever comes looks at the head after that, and whoever has the lock
/// later finds him. They leave without it, on the thread of a token that must not wait for targets. Therefore the lists have a lock of
/// their own, under which nothing of others is called.</para>
/// <para>The nodes of the lists are those of the readers: a reader that comes again costs nothing.</para>
/// </remarks>
[DebuggerDisplay("{_count}")]
internal sealed class WaitingReaders<TOutput>
{
    private readonly Lock _lock = new();

    // All under _lock: those who take an output, those who only want to know, and how many there are together, which is read by anybody.
    private readonly LinkedList<WaitingReader<TOutput>> _takers = new();
    private readonly LinkedList<WaitingReader<TOutput>> _watchers = new();
    private AtomicInt64 _count;

    /// <summary>Whether nobody waits. Acquire.</summary>
    public bool IsEmpty => _count.Read() == 0;

    /// <summary>Somebody comes. Under the output lock.</summary>
    public void Add(IOutputReader<TOutput> reader, long id, bool takes)
    {
        using (Uninterrupted.Enter(_lock))
        {
            reader.Place.Value = new WaitingReader<TOutput>(reader, id);
            (takes ? _takers : _watchers).AddLast(reader.Place);
            UpdateCount();
        }
    }

    /// <summary>Somebody leaves, if he is here. Any thread.</summary>
    public void Remove(IOutputReader<TOutput> reader)
    {
        using (Uninterrupted.Enter(_lock))
        {
            reader.Place.List?.Remove(reader.Place);
            UpdateCount();
        }
    }

    /// <summary>Removes who has waited longest, of those who take an output, or of the others.</summary>
    public bool TryTake(bool takes, out WaitingReader<TOutput> waiting)
    {
        using (Uninterrupted.Enter(_lock))
        {
            LinkedList<WaitingReader<TOutput>> list = takes ? _takers : _watchers;
            if (list.First is not { } first)
            {
                waiting = default;
                return false;
            }

            waiting = first.Value;
            list.RemoveFirst();
            UpdateCount();
            return true;
        }
    }

    private void UpdateCount() => _count.Write(_takers.Count + _watchers.Count);
}
