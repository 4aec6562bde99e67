using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Output;

/// <summary>The links of a source, in the order in which they are offered to. Changed under the output lock.</summary>
/// <remarks>The array is replaced, never changed, so that an offer may go through it while links come and go.</remarks>
internal struct LinkList<TOutput>
{
    // Written under the output lock, read by anybody.
    private AtomicReference<Link<TOutput>[]> _all = new([]);
    private bool _wasEmptied;

    /// <summary>Creates a list without links. It is a part of the output side, and never copied.</summary>
    public LinkList()
    {
    }

    /// <summary>The links at this moment.</summary>
    public readonly Link<TOutput>[] Snapshot => _all.Read()!;

    public readonly bool IsEmpty => Snapshot.Length == 0;

    public void Add(Link<TOutput> link, bool append) => _all.Write(append ? [.. Snapshot, link] : [link, .. Snapshot]);

    /// <summary>Removes a link; one that is gone already is left alone.</summary>
    public void Remove(Link<TOutput> link)
    {
        if (link.IsLinked)
        {
            link.IsLinked = false;
            _all.Write(Array.FindAll(Snapshot, other => other != link));
            _wasEmptied |= IsEmpty;
        }
    }

    /// <summary>Whether the last link has been removed since this was asked the last time, and no other has come.</summary>
    public bool TakeEmptied()
    {
        bool emptied = _wasEmptied && IsEmpty;
        _wasEmptied = false;
        return emptied;
    }

    /// <summary>Removes all links and returns them, at the end.</summary>
    public Link<TOutput>[] TakeAll()
    {
        Link<TOutput>[] links = Snapshot;
        _all.Write([]);
        foreach (Link<TOutput> link in links)
        {
            link.IsLinked = false;
        }

        return links;
    }

    /// <summary>The first link to a target.</summary>
    public readonly Link<TOutput>? Find(ITargetBlock<TOutput> target) => Array.Find(Snapshot, link => link.Target == target);

    /// <summary>A target has taken so many messages, not more than the link had left: it may have had its share now.</summary>
    public void CountTaken(Link<TOutput> link, int count)
    {
        if (link.Remaining > 0 && (link.Remaining -= count) == 0)
        {
            Remove(link);
        }
    }
}
