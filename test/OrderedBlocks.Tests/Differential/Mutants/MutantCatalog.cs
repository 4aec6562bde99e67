namespace OrderedBlocks.Tests.Differential;

/// <summary>Blocks that are wrong on purpose, by name.</summary>
internal static class MutantCatalog
{
    /// <summary>The wall with nothing wrong behind it.</summary>
    public const string Innocent = nameof(Innocent);

    private static readonly Dictionary<string, Func<DelegateRequest, Subject>> s_builders = new()
    {
        // as a target
        [nameof(TargetMutants.AcceptsAfterComplete)] = Wall(request => new TargetMutants.AcceptsAfterComplete(request)),
        [nameof(TargetMutants.DeclinesForNow)] = Wall(request => new TargetMutants.DeclinesForNow(request)),
        [nameof(TargetMutants.NeverPostpones)] = Wall(request => new TargetMutants.NeverPostpones(request)),
        [nameof(TargetMutants.NeverConsumesToAccept)] = Wall(request => new TargetMutants.NeverConsumesToAccept(request)),
        [nameof(TargetMutants.Duplicates)] = Wall(request => new TargetMutants.Duplicates(request)),
        [nameof(TargetMutants.CountsRunningItems)] = Wall(request => new TargetMutants.CountsRunningItems(request)),
        ["OnePlaceTooMany"] = WithOptions(options => options.BoundedCapacity += options.BoundedCapacity > 0 ? 1 : 0),

        // at its work
        ["Reorders"] = WithOptions(options => options.EnsureOrdered = false),
        ["OneWorkerTooMany"] = WithOptions(
            options => options.MaxDegreeOfParallelism += options.MaxDegreeOfParallelism > 0 ? 1 : 0),
        ["OneWorkerOnly"] = WithOptions(options => options.MaxDegreeOfParallelism = 1),
        ["LosesAnItem"] = WithDelegate(item => item % 11 == 0 ? throw new OperationCanceledException() : item),
        ["RunsOffTheScheduler"] = WithOptions(options => options.TaskScheduler = TaskScheduler.Default),

        // as a source
        [nameof(SourceMutants.ReservesForAll)] = Wall(request => new SourceMutants.ReservesForAll(request)),
        [nameof(SourceMutants.ReleasesForAnybody)] = Wall(request => new SourceMutants.ReleasesForAnybody(request)),
        [nameof(SourceMutants.LosesWhatIsReleased)] = Wall(request => new SourceMutants.LosesWhatIsReleased(request)),
        [nameof(SourceMutants.ForgetsMaxMessages)] = Wall(request => new SourceMutants.ForgetsMaxMessages(request)),
        [nameof(SourceMutants.AlwaysAppends)] = Wall(request => new SourceMutants.AlwaysAppends(request)),
        [nameof(SourceMutants.NeverPropagates)] = Wall(request => new SourceMutants.NeverPropagates(request)),
        [nameof(SourceMutants.NeverUnlinks)] = Wall(request => new SourceMutants.NeverUnlinks(request)),
        [nameof(SourceMutants.IgnoresTheFilter)] = Wall(request => new SourceMutants.IgnoresTheFilter(request)),
        [nameof(SourceMutants.ReceivesAnEmptyList)] = Wall(request => new SourceMutants.ReceivesAnEmptyList(request)),

        // at its end
        [nameof(EndMutants.SwallowsFaults)] = Wall(request => new EndMutants.SwallowsFaults(request)),
        [nameof(EndMutants.ReportsAnotherException)] = Wall(request => new EndMutants.ReportsAnotherException(request)),
        [nameof(EndMutants.EndsWellWhenCanceled)] = Wall(request => new EndMutants.EndsWellWhenCanceled(request)),
        [nameof(EndMutants.CompleteDropsTheQueue)] = Wall(request => new EndMutants.CompleteDropsTheQueue(request)),
        ["IgnoresTheToken"] = WithOptions(options => options.CancellationToken = CancellationToken.None),
    };

    /// <summary>The names of all that are wrong.</summary>
    public static IEnumerable<string> Names => s_builders.Keys;

    public static Func<DelegateRequest, Subject> Builder(string name) =>
        name == Innocent ? Wall(request => new MutantBlock(request)) : s_builders[name];

    private static Func<DelegateRequest, Subject> Wall(Func<DelegateRequest, MutantBlock> build)
    {
        return request =>
        {
            MutantBlock block = build(request);
            return new Subject(block, block, () => block.InputCount, () => block.OutputCount);
        };
    }

    private static Func<DelegateRequest, Subject> WithOptions(Action<ExecutionDataflowBlockOptions> change)
    {
        return request =>
        {
            change(request.Options);
            return Subjects.TransformBlock(request);
        };
    }

    private static Func<DelegateRequest, Subject> WithDelegate(Func<int, int> before)
    {
        return request => Subjects.TransformBlock(request with
        {
            Synchronous = item => request.Synchronous(before(item)),
            Asynchronous = item => request.Asynchronous(before(item)),
        });
    }
}
