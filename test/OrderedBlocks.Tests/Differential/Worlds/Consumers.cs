namespace OrderedBlocks.Tests.Differential;

/// <summary>Everything in one world that takes outputs from the block.</summary>
internal sealed class Consumers(Subject subject, TaskScheduler scheduler)
{
    private readonly List<LinkedTarget> _links = [];
    private readonly List<int> _received = [];
    private readonly List<Task<int>> _receives = [];
    private readonly List<Task> _tasks = [];

    public string Taken => $"received {string.Join(" ", _received)}; " + string.Join("; ", _links.Select(link => link.Taken));

    public string Offers => string.Join("; ", Manuals.Select(manual => manual.Offers));

    public string LinkEnds => string.Join("; ", _links.Select(link => link.End));

    public string Receives => string.Join(" ", _tasks.Select(Observation.Describe));

    public bool HasReservation => Manuals.Any(manual => manual.HasReservation);

    /// <summary>Whether the filter of a link has thrown, which faults the block.</summary>
    public bool FilterHasThrown => _links.Exists(link => link.FilterHasThrown);

    public bool HasDropped => _links.Exists(static link => link.HasDropped);

    public bool HasLink => _links.Count > 0;

    public bool HasBoundedAction => _links.Exists(static link => link.IsBoundedAction);

    public bool HasPendingReceives => _tasks.Exists(task => !task.IsCompleted);

    /// <summary>Each consumer's outputs, in its order; complete once the buffers are drained.</summary>
    /// <remarks>Every <c>ReceiveAsync</c> is a consumer: a later one may be served before an earlier one.</remarks>
    public IEnumerable<IEnumerable<int>> Sequences =>
        _links.Select(link => link.Values)
            .Append(_received)
            .Concat(_receives.Where(task => task.IsCompletedSuccessfully).Select(task => Enumerable.Repeat(task.Result, 1)));

    private IEnumerable<ManualTarget> Manuals => _links.Select(link => link.Manual).OfType<ManualTarget>();

    public string TryReceive(Predicate<int>? filter)
    {
        if (!subject.Output.TryReceive(filter, out int output))
        {
            return "nothing";
        }
        _received.Add(output);
        return $"{output}";
    }

    public string TryReceiveAll()
    {
        if (!subject.Output.TryReceiveAll(out IList<int>? outputs))
        {
            return outputs is null ? "nothing" : "nothing, but a list";
        }
        _received.AddRange(outputs);
        return string.Join(" ", outputs);
    }

    public void ReceiveAsync()
    {
        Task<int> task = subject.Block.ReceiveAsync();
        _receives.Add(task);
        _tasks.Add(task);
    }

    public void OutputAvailableAsync() => _tasks.Add(subject.Block.OutputAvailableAsync());

    public void Link(LinkSpec spec)
    {
        var link = new LinkedTarget(spec, scheduler);
        _links.Add(link);
        link.LinkTo(subject);
    }

    public string Unlink(int number)
    {
        if (_links.Count == 0)
        {
            return "none";
        }
        _links[number % _links.Count].Unlink();
        return "";
    }

    public string TakeFromBuffer(int number)
    {
        List<LinkedTarget> buffers = _links.FindAll(link => link.IsBuffer);
        return buffers.Count == 0 ? "none" : buffers[number % buffers.Count].Take();
    }

    public string WithManual(int number, Func<ManualTarget, string> action)
    {
        List<ManualTarget> manuals = [.. Manuals];
        return manuals.Count == 0 ? "none" : action(manuals[number % manuals.Count]);
    }

    public void ReleaseAll()
    {
        foreach (ManualTarget manual in Manuals)
        {
            manual.LetGo();
        }
    }

    public void UnlinkAll() => _links.ForEach(link => link.Unlink());

    public void DrainBuffers() => _links.ForEach(link => link.Drain());
}
