using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Protocol;

/// <summary>The links of a source, in the order in which they are offered to. Under the output lock.</summary>
/// <remarks>The array is replaced, never changed, so that an offer may go through it while links come and go.</remarks>
internal sealed class LinkList<TOutput>
{
    private Link<TOutput>[] _links = [];

    /// <summary>The links at this moment.</summary>
    public Link<TOutput>[] Snapshot => _links;

    public bool IsEmpty => _links.Length == 0;

    public void Add(Link<TOutput> link, bool append) => _links = append ? [.. _links, link] : [link, .. _links];

    /// <summary>Removes a link; one that is gone already is left alone.</summary>
    public void Remove(Link<TOutput> link)
    {
        if (link.IsLinked)
        {
            link.IsLinked = false;
            _links = Array.FindAll(_links, other => other != link);
        }
    }

    /// <summary>Removes all links and returns them.</summary>
    public Link<TOutput>[] TakeAll()
    {
        Link<TOutput>[] links = _links;
        _links = [];
        foreach (Link<TOutput> link in links)
        {
            link.IsLinked = false;
        }

        return links;
    }

    /// <summary>A target has taken a message: the link may have had its share now.</summary>
    public void CountTaken(ITargetBlock<TOutput> target)
    {
        if (Array.Find(_links, link => link.Target == target) is { } link)
        {
            CountTaken(link);
        }
    }

    /// <summary>A target has taken so many messages, not more than the link had left.</summary>
    public void CountTaken(Link<TOutput> link, int count = 1)
    {
        if (link.Remaining > 0 && (link.Remaining -= count) == 0)
        {
            Remove(link);
        }
    }
}
