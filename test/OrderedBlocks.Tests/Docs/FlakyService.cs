using System.Collections.Concurrent;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>A service that answers <c>item N</c>, unless its script does something else for a call.</summary>
/// <param name="script">Gets the item and the number of the call for it, from 1 on.</param>
internal sealed class FlakyService(Func<int, int, CancellationToken, ValueTask> script)
{
    private readonly ConcurrentDictionary<int, int> _calls = new();
    private readonly Log<(int Id, int Call)> _log = new();

    /// <summary>Every call so far, in order.</summary>
    public (int Id, int Call)[] Calls => _log.Entries;

    public static string Answer(int id) => $"item {id}";

    public static string[] Answers(int count) => [.. Enumerable.Range(1, count).Select(Answer)];

    /// <summary>A failure that may pass.</summary>
    public static HttpRequestException NewError() => new("The service is not there.");

    /// <summary>Never answers, but ends when the token fires.</summary>
    public static async ValueTask Hang(CancellationToken token) => await Task.Delay(Timeout.InfiniteTimeSpan, token);

    public async ValueTask<string> LoadAsync(int id, CancellationToken token)
    {
        int call = _calls.AddOrUpdate(id, 1, static (_, count) => count + 1);
        _log.Add((id, call));
        await script(id, call, token);
        return Answer(id);
    }

    public string Load(int id) => LoadAsync(id, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public void WaitForCall(int id, int call) => _log.WaitForEntry((id, call));

    public int CountCalls(int id) => _calls.GetValueOrDefault(id);
}
