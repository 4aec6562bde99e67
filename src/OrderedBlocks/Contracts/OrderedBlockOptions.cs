using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks;

/// <summary>
/// Options of an ordered block. Everything that <see cref="ExecutionDataflowBlockOptions"/> has means here what it means
/// in Dataflow, with one exception: <see cref="DataflowBlockOptions.EnsureOrdered"/> must stay <see langword="true"/>,
/// its default.
/// </summary>
/// <remarks>
/// A block copies its options when it is constructed; later changes of this object do not reach it. An instance may be
/// used for any number of blocks, but it must not be changed by one thread while another constructs a block with it.
/// </remarks>
public class OrderedBlockOptions : ExecutionDataflowBlockOptions
{
    private const int DefaultFailureCapacity = 128;

    /// <summary>
    /// The threads that do the block's work: those of the pool, which is the default, or some of the block's own.
    /// </summary>
    /// <remarks>
    /// <para><see cref="WorkerThreadMode.Dedicated"/> is for blocks that must go on while the pool is busy or blocked. It goes with
    /// the default task scheduler only, and with a limited <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/>;
    /// otherwise the block's constructor throws an <see cref="ArgumentException"/>.</para>
    /// <para>The threads are background threads. They are started when there is work for them, none before the first item or the
    /// end; one that has found nothing to do for twenty seconds ends, and all of them end with the block. While idle they take no
    /// processor time, and they do not keep an idle block alive that nobody else refers to. Each is named after the block, with a
    /// number (<see cref="DataflowBlockOptions.NameFormat"/>). At most <c>MaxDegreeOfParallelism</c> + 1 of them exist, as long as
    /// nothing is awaited; the last is started only when something other than the delegate has to be run while the delegate occupies the
    /// others.</para>
    /// <para>For cheap items this is slower than the pool: a thread without work is parked at once, and waking it costs some
    /// microseconds.</para>
    /// <para>What an asynchronous delegate awaits goes on on the threads, too: they have a <see cref="SynchronizationContext"/>, which is
    /// current while such a delegate runs. <c>ConfigureAwait(false)</c> has its usual effect. A continuation does not wait until a delegate
    /// gives its thread back. If all threads are taken, another one is started, up to twice <c>MaxDegreeOfParallelism</c> and two for this
    /// purpose. Further continuations run on the pool, or on the threads when these are free. After the end of the block all of them run
    /// on the pool.</para>
    /// <para>What others do is theirs: targets are offered outputs without that context, and continuations of <c>Completion</c>, the task of a <c>SendAsync</c> that had to wait, and
    /// Dataflow's own blocks and receivers go on on the pool.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public WorkerThreadMode WorkerThreadMode
    {
        get;
        set => field = value is WorkerThreadMode.Pool or WorkerThreadMode.Dedicated ? value : throw NotOneOf(value, nameof(WorkerThreadMode));
    }

    /// <summary>
    /// Whether items are started strictly in the order in which they come out: none before all earlier ones have been started.
    /// The default is <see langword="false"/>. The order of the output does not depend on it.
    /// </summary>
    /// <remarks>
    /// <para>By default a worker claims up to 128 items at a time while they are cheap, so that an item may be started before an
    /// earlier one that another worker has claimed. What a worker has claimed and not started is opened to the others when
    /// one of its items holds it up: after fifty microseconds if another worker is busy, else after one to three milliseconds.
    /// Items of more than about 20 microseconds are claimed one by one, and so are all items of a block with a capacity below 16. With a
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> of 1 items always start in order.</para>
    /// <para>Set it where delegates wait for particular other items, each for its neighbour for instance. Any two or more that
    /// meet are no problem, but with claims of many every worker may hold an item that waits for one that is claimed and not
    /// started, after items that were cheap until then: then the block stands still, where Dataflow's goes on.</para>
    /// <para>It costs a locked instruction an item on a word that the workers share: with two workers some 50 to 100 ns for items
    /// of less than that, and nothing that could be noticed for items of a microsecond and more.</para>
    /// </remarks>
    public bool StrictStartOrder { get; set; }

    /// <summary>
    /// Whether a sender that finds the block full, and would have to wait, does some of the waiting work itself first. The
    /// default is <see langword="false"/>.
    /// </summary>
    /// <remarks>
    /// <para>What waits is a <c>SendAsync</c>, or a source block whose message would be postponed; <c>Post</c> never waits, and
    /// does no work. The sender works until half of the places are free, there is nothing to start, or some fifty microseconds
    /// have passed, and then tries again; an item that takes longer is finished. If there is no room even so, it waits as it
    /// does without this option.</para>
    /// <para>It spares the switching of threads that cheap items cost most: with few processors, a sender that feeds a
    /// single block and has nothing else to do gains. The sender counts towards
    /// <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/>, and does nothing where that is reached. Order, capacity,
    /// failures and statistics are the same.</para>
    /// <para>Know what it means before you set it: the delegate, and with <see cref="OrderedActionBlock{TInput, TResult}"/> the
    /// one that consumes, run on the sender's thread, inside its call, under the locks it holds and in its context
    /// (culture, <see cref="System.Threading.AsyncLocal{T}"/>, synchronization context); linked targets are offered outputs there,
    /// too. A delegate that waits for something the sender has yet to do waits for ever. A thread works for one block at a time: a
    /// delegate that, on a sender's thread, sends to another full block waits there. The idea is that of the
    /// <c>CallerRunsPolicy</c> of Java's <c>ThreadPoolExecutor</c>.</para>
    /// <para>It needs a synchronous delegate, threads of the pool and the default task scheduler; otherwise the block's constructor
    /// throws an <see cref="ArgumentException"/>. Without a limited capacity it does nothing.</para>
    /// </remarks>
    public bool CallerRuns { get; set; }

    /// <summary>
    /// What the block does when the delegate fails on an item: throws, or its task ends with an exception. The default is
    /// <see cref="ItemFailureMode.FaultBlock"/>.
    /// </summary>
    /// <remarks>
    /// <para>With <see cref="ItemFailureMode.FaultInOrder"/>, should an earlier item fail while the block finishes what comes before
    /// the failed one, the output ends at the earlier one; <c>Completion</c> has the exceptions of all that failed, in the order
    /// of the items. Canceling the block, or faulting it from outside, meanwhile ends it at once, and as faulted.</para>
    /// <para>With <see cref="ItemFailureMode.SkipItem"/> failed items go to the block's <c>Failures</c>, in the order in which
    /// they fail. That keeps <see cref="FailureCapacity"/> of them for those who link or receive. When it is full and somebody is
    /// linked, a failed item waits, and keeps its place in the block meanwhile, so that a slow dead-letter queue slows the block
    /// down; when nobody is linked, the failure is lost, which <see cref="OrderedBlockStatistics.LostFailures"/> counts.</para>
    /// <para>An <see cref="OrderedActionBlock{TInput, TResult}"/> does the same for both its delegates. What <c>consume</c> throws is
    /// in order as it is.</para>
    /// <para>Retries, timeouts and circuit breakers belong around the delegate: see <c>docs/failures.md</c>.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ItemFailureMode FailureMode
    {
        get;
        set => field = value is ItemFailureMode.FaultBlock or ItemFailureMode.FaultInOrder or ItemFailureMode.SkipItem
            ? value
            : throw NotOneOf(value, nameof(FailureMode));
    }

    /// <summary>
    /// What an <see cref="OperationCanceledException"/> of the delegate means for its item. The default is
    /// <see cref="ItemCancellationMode.DropItem"/>.
    /// </summary>
    /// <remarks>With <see cref="ItemCancellationMode.FailItem"/> an asynchronous delegate whose task is canceled costs some
    /// microseconds more: the exception has to be thrown to be seen.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ItemCancellationMode CancellationMode
    {
        get;
        set => field = value is ItemCancellationMode.DropItem or ItemCancellationMode.FailItem
            ? value
            : throw NotOneOf(value, nameof(CancellationMode));
    }

    /// <summary>
    /// How many failures the block's <c>Failures</c> keeps for those who link or receive, from 1, or
    /// <see cref="DataflowBlockOptions.Unbounded"/>. The default is 128. Means something with
    /// <see cref="ItemFailureMode.SkipItem"/> only.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither.</exception>
    public int FailureCapacity
    {
        get;
        set => field = value is Unbounded or > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{nameof(FailureCapacity)} must be 1 or more, or {Unbounded} for no limit.");
    } = DefaultFailureCapacity;

    /// <summary>
    /// What the block does when its last linked target has declined for good. The default is <see cref="TargetsGoneMode.Wait"/>.
    /// </summary>
    /// <remarks>
    /// <para>A target shows that by its answer to the next output that it is offered (<see
    /// cref="DataflowMessageStatus.DecliningPermanently"/>), so a block without outputs does not notice. Links that are unlinked or
    /// have a limit (<see cref="DataflowLinkOptions.MaxMessages"/>) are not targets that have declined; nor are those who receive
    /// a single output. A block whose token has fired is canceled instead, and one that is ended already stays as it is.</para>
    /// <para>When the block ends, so do the sends that wait for it, with <see langword="false"/>, and the blocks in front of it that
    /// have the same option. An <see cref="OrderedActionBlock{TInput, TResult}"/> has no targets.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public TargetsGoneMode TargetsGoneMode
    {
        get;
        set => field = value is TargetsGoneMode.Wait or TargetsGoneMode.Fault or TargetsGoneMode.Complete
            ? value
            : throw NotOneOf(value, nameof(TargetsGoneMode));
    }

    /// <summary>
    /// Whether the delegates run in the execution context in which their item was sent, and each item is traced. The default is
    /// <see langword="false"/>: no context flows, and there are no activities.
    /// </summary>
    /// <remarks>
    /// <para>The context is captured when the item is offered: by <c>Post</c>, <c>PostRange</c> and <c>SendAsync</c> that of the
    /// caller, also if a <c>SendAsync</c> has to wait; of what a linked source offers, that of its call of <c>OfferMessage</c>. The
    /// delegate sees the sender's <see cref="System.Threading.AsyncLocal{T}"/> values, culture and
    /// <see cref="System.Diagnostics.Activity.Current"/>, whatever thread it runs on, with <see cref="CallerRuns"/> another sender's
    /// included; what it changes reaches neither the next item nor the sender. The same holds for the delegate with which an
    /// <see cref="OrderedActionBlock{TInput, TResult}"/> consumes. A synchronization context does not flow.</para>
    /// <para>Links are offered an output in its sender's context, so the next block captures it if it has this option as well; a
    /// block without it ends the flow. Receivers keep their own. Where the sender has suppressed the flow
    /// (<see cref="System.Threading.ExecutionContext.SuppressFlow"/>) nothing flows, and the delegate sees what it sees without
    /// this option.</para>
    /// <para>Each call of the delegate that transforms or produces is an activity of the source <c>OrderedBlocks</c>, as long as
    /// somebody listens: from the call until the delegate's task has ended, with the sender's activity as its parent. A failure is
    /// recorded in it.</para>
    /// <para>It costs some 40 to 170 ns an item, since each is taken by itself even while items are cheap; 8 bytes a slot; and for
    /// linked blocks the handing over in runs. Nothing is allocated for an item unless somebody listens. The context of an item, and
    /// what it refers to, lives at least until its output has left.</para>
    /// </remarks>
    public bool CaptureExecutionContext { get; set; }

    /// <summary>
    /// How many outputs an <see cref="OrderedTransformManyBlock{TInput, TOutput}"/> keeps at the most until they are taken, from 1,
    /// or <see cref="DataflowBlockOptions.Unbounded"/>. The default, <see langword="null"/>, is the
    /// <see cref="DataflowBlockOptions.BoundedCapacity"/>. Other blocks have one output for each item, and no use for it.
    /// </summary>
    /// <remarks>
    /// <para>It holds at every moment. An item whose next output finds no room waits, without a thread, and goes on when there is
    /// some; meanwhile it counts towards the <see cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/>. Its enumerator is
    /// one output ahead by then.</para>
    /// <para>The item whose turn it is has <see cref="OutputCapacityPerItem"/> of it for itself, always, and hands its outputs on while
    /// it makes them. The others share the rest, first come first served.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of these.</exception>
    public int? OutputCapacity
    {
        get;
        set => field = value is null or Unbounded or > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{nameof(OutputCapacity)} must be 1 or more, {Unbounded} for no limit, or null.");
    }

    /// <summary>
    /// How many outputs of one item an <see cref="OrderedTransformManyBlock{TInput, TOutput}"/> keeps at the most, from 1 to
    /// <see cref="OutputCapacity"/>; the block's constructor throws an <see cref="ArgumentException"/> if it is more. The default,
    /// <see langword="null"/>, is the <see cref="OutputCapacity"/> divided by <see
    /// cref="ExecutionDataflowBlockOptions.MaxDegreeOfParallelism"/> + 1 (by the number of processors + 1 where that is unlimited), but
    /// at least 1; and no limit where there is none for all together.
    /// </summary>
    /// <remarks>A large share lets one item get far ahead of its turn; a small one lets many get a little ahead. One share is kept for the
    /// item whose turn it is, whether that needs it or not: if the share is all of <see cref="OutputCapacity"/>, no other item gets further
    /// than to the first output that it has no room for.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? OutputCapacityPerItem
    {
        get;
        set => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{nameof(OutputCapacityPerItem)} must be 1 or more, or null.");
    }

    /// <summary>Those of a block that is constructed without options. Nobody changes them.</summary>
    internal static ExecutionDataflowBlockOptions Defaults { get; } = new();

    /// <summary>How the items are ordered by key; null where they are not.</summary>
    /// <param name="paramName">The name of the block's parameter, for the exception.</param>
    /// <exception cref="ArgumentException">The rule is not complete.</exception>
    internal virtual KeyRule? GetKeyRule(string paramName) => null;

    /// <summary>The name of an option that Dataflow does not have and that is set; null if there is none.</summary>
    internal virtual string? FindOwnOption() =>
        WorkerThreadMode != default ? nameof(WorkerThreadMode)
        : StrictStartOrder ? nameof(StrictStartOrder)
        : CallerRuns ? nameof(CallerRuns)
        : FailureMode != default ? nameof(FailureMode)
        : CancellationMode != default ? nameof(CancellationMode)
        : FailureCapacity != DefaultFailureCapacity ? nameof(FailureCapacity)
        : TargetsGoneMode != default ? nameof(TargetsGoneMode)
        : CaptureExecutionContext ? nameof(CaptureExecutionContext)
        : OutputCapacity is not null ? nameof(OutputCapacity)
        : OutputCapacityPerItem is not null ? nameof(OutputCapacityPerItem)
        : null;

    private static ArgumentOutOfRangeException NotOneOf<TEnum>(TEnum value, string option)
        where TEnum : struct, Enum =>
        new(nameof(value), value, $"{option} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}.");
}
