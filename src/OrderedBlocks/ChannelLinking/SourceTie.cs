using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.ChannelLinking;

/// <summary>What ties a link to its source: it is made once, and cut by any number of threads.</summary>
/// <remarks>
/// <para>A source takes a target that declines after its link has ended for a target that is gone. So the link ends when the source has
/// let go of it, and not before.</para>
/// <para>A source's unlinker may return at once while another thread is still inside it, as those of Dataflow do. So the threads that make
/// or cut the tie are counted, and the last of them ends the link. Until then the link neither takes nor declines.</para>
/// </remarks>
/// <param name="shared">The link's lock.</param>
/// <param name="close">Ends the link, under no lock.</param>
[DebuggerDisplay("inside: {_inside}, cut: {IsCut}")]
internal sealed class SourceTie(Lock shared, Action<LinkEnd, Exception?> close)
{
    // Under the lock.
    private int _inside;
    private IDisposable? _unlinker;
    private LinkVerdict _verdict;
    private bool _isOver;

    /// <summary>Whether it is being cut, or was. Under the lock.</summary>
    public bool IsEnded => _verdict.End is not null;

    /// <summary>Makes the tie; once. A thread that cuts it meanwhile leaves that to this one.</summary>
    /// <param name="link">Links, and returns what unlinks. The source may offer from inside it.</param>
    public void Make(Func<IDisposable> link)
    {
        using (Uninterrupted.Enter(shared))
        {
            _inside++;
        }

        IDisposable unlinker = link();
        bool isEnded;
        using (Uninterrupted.Enter(shared))
        {
            _unlinker = unlinker;
            isEnded = IsEnded;
        }

        if (isEnded)
        {
            Unlink(unlinker);
        }

        Leave();
    }

    /// <summary>Unlinks, and ends the link. Never throws: what the unlinker throws is what the link ends with.</summary>
    public void End(LinkEnd end, Exception? error = null)
    {
        bool isOver;
        IDisposable? unlinker;
        using (Uninterrupted.Enter(shared))
        {
            _verdict.Add(end, error);
            isOver = _isOver;
            _inside += isOver ? 0 : 1;
            unlinker = _unlinker;
        }

        if (isOver)
        {
            // A link that only waits for its hand to be emptied, as a rule.
            close(end, error);
            return;
        }

        Unlink(unlinker);
        Leave();
    }

    private void Unlink(IDisposable? unlinker)
    {
        try
        {
            unlinker?.Dispose();
        }
        catch (Exception error)
        {
            // Whatever the source throws: the link ends all the same.
            using (Uninterrupted.Enter(shared))
            {
                _verdict.Add(LinkEnd.Failed, error);
            }
        }
    }

    private void Leave()
    {
        LinkVerdict verdict;
        using (Uninterrupted.Enter(shared))
        {
            _inside--;
            if (_inside > 0 || !IsEnded)
            {
                return;
            }

            _isOver = true;
            _unlinker = null;
            verdict = _verdict;
        }

        close(verdict.End!.Value, verdict.Error);
    }
}
