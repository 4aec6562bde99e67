[assembly: Parallelize(Scope = ExecutionScope.ClassLevel, Workers = 2)]

namespace OrderedBlocks.Tests;

/// <summary>Gives the pool threads enough for tests whose delegates block on purpose.</summary>
[TestClass]
public static class AssemblySetup
{
    /// <summary>Without this the pool would add blocked-out threads one by one, half a second apart.</summary>
    [AssemblyInitialize]
    public static void Initialize(TestContext context)
    {
        ThreadPool.GetMinThreads(out int workers, out int completionPorts);
        ThreadPool.SetMinThreads(Math.Max(workers, 64), completionPorts);
    }
}
