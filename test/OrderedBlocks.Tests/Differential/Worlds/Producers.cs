namespace OrderedBlocks.Tests.Differential;

/// <summary>Everything in one world that puts items into the block.</summary>
internal sealed class Producers(Subject subject, TaskScheduler scheduler)
{
    private readonly List<Task<bool>> _sends = [];
    private readonly List<(CancellationTokenSource Source, Task<bool> Task)> _cancelable = [];
    private readonly List<ManualSource> _sources = [];
    private readonly BufferBlock<int> _upstream = new(new DataflowBlockOptions { TaskScheduler = scheduler });
    private readonly Stack<(IDisposable Link, IDisposable? ProbeLink, PropagationProbe? Probe)> _upstreamLinks = [];
    private int _acceptedAtOnce;
    private int _fed;

    public string Sends => string.Join(" ", _sends.Select(Observation.Describe));

    public string Upstream =>
        $"buffer {_upstream.Count} {Observation.Describe(_upstream.Completion)}; " +
        string.Join(", ", _sources.Select(source => source.ToString()));

    /// <summary>How many items wait outside for room in the block.</summary>
    public int Outside => _upstream.Count + _sends.Count(send => !send.IsCompleted);

    /// <summary>Whether anybody outside may be waiting for room: a source whose message was not consumed counts.</summary>
    public bool MayHaveWaiting => Outside > 0 || _sources.Exists(source => source.Consumed == 0);

    public bool HasUpstreamLink => _upstreamLinks.Count > 0;

    public bool HasPendingSends => _sends.Exists(send => !send.IsCompleted);

    /// <summary>Whether a send was canceled but has not ended yet.</summary>
    public bool IsCanceling => _cancelable.Exists(send => send.Source.IsCancellationRequested && !send.Task.IsCompleted);

    /// <summary>Whether the buffer upstream has ended, and its end has not come through to the block yet.</summary>
    public bool IsPropagating =>
        _upstream.Completion.IsCompleted && _upstreamLinks.Any(static link => link.Probe is { IsTold: false });

    /// <summary>How many items the block is known to have accepted. Behind the truth while something is under way.</summary>
    public int Accepted =>
        _acceptedAtOnce
        + _sends.Count(send => send.IsCompletedSuccessfully && send.Result)
        + _sources.Sum(source => source.Consumed)
        + _fed - _upstream.Count;

    public string Post(int first, int count)
    {
        var results = new List<bool>();
        for (int item = first; item < first + count; item++)
        {
            results.Add(subject.Block.Post(item));
        }
        _acceptedAtOnce += results.Count(accepted => accepted);
        return string.Join(" ", results);
    }

    public void Send(int item) => _sends.Add(subject.Block.SendAsync(item));

    public void SendCancelable(int item)
    {
        var source = new CancellationTokenSource();
        Task<bool> task = subject.Block.SendAsync(item, source.Token);
        _sends.Add(task);
        _cancelable.Add((source, task));
    }

    public string CancelSend(int number)
    {
        if (_cancelable.Count == 0)
        {
            return "none";
        }
        _cancelable[number % _cancelable.Count].Source.Cancel();
        return "";
    }

    public string Offer(int item)
    {
        DataflowMessageStatus status = subject.Block.OfferMessage(new DataflowMessageHeader(1), item, null, false);
        _acceptedAtOnce += status == DataflowMessageStatus.Accepted ? 1 : 0;
        return $"{status}";
    }

    public string OfferFromSource(int item, bool consumeToAccept, bool gone)
    {
        var source = new ManualSource(item, gone);
        _sources.Add(source);
        DataflowMessageStatus status = source.OfferTo(subject.Block, consumeToAccept);
        _acceptedAtOnce += status == DataflowMessageStatus.Accepted && source.Consumed == 0 ? 1 : 0;
        return $"{status}";
    }

    public string FeedUpstream(int item)
    {
        bool posted = _upstream.Post(item);
        _fed += posted ? 1 : 0;
        return $"{posted}";
    }

    public void LinkUpstream(bool propagate)
    {
        var options = new DataflowLinkOptions { PropagateCompletion = propagate };
        IDisposable link = _upstream.LinkTo(subject.Block, options);

        // The end is propagated to the links in their order.
        PropagationProbe? probe = propagate ? new PropagationProbe() : null;
        _upstreamLinks.Push((link, probe is null ? null : _upstream.LinkTo(probe, options), probe));
    }

    public string UnlinkUpstream()
    {
        if (_upstreamLinks.Count == 0)
        {
            return "none";
        }
        Unlink();
        return "";
    }

    public void CompleteUpstream() => _upstream.Complete();

    public void LetGo()
    {
        while (_upstreamLinks.Count > 0)
        {
            Unlink();
        }
        _upstream.TryReceiveAll(out IList<int>? rest);
        _fed -= rest?.Count ?? 0;
        _upstream.Complete();
    }

    public void Dispose() => _cancelable.ForEach(send => send.Source.Dispose());

    private void Unlink()
    {
        (IDisposable link, IDisposable? probeLink, _) = _upstreamLinks.Pop();
        probeLink?.Dispose();
        link.Dispose();
    }
}
